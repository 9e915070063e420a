import type { Chart } from 'cdk8s';
import { type Cluster, WebApp, type WebAppProps } from '../../lib';
import { find, type Manifest, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

export const image = 'ghcr.io/acme/shop:1.4.2';
export const host = 'shop.example.com';

/** A chart with one app with a host, whose objects fit their schemas. */
export function exposed(cluster: Cluster, props: Partial<WebAppProps> = {}): Chart {
  const chart = testChart();
  cluster.attachTo(chart);
  new WebApp(chart, 'web', { image, host, ...props });
  expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  return chart;
}

/** Returns the peers that may connect to the pods. */
export const letIn = (chart: Chart): Manifest[] =>
  (find(chart, 'NetworkPolicy', 'web')['spec'].ingress ?? []).flatMap(({ from }: Manifest) => from);

export const annotationsOf = (chart: Chart, kind: string): Record<string, string> =>
  find(chart, kind)['metadata'].annotations ?? {};
