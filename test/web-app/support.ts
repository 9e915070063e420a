import type { Chart } from 'cdk8s';
import { type Cluster, WebApp, type WebAppProps } from '../../lib';
import { containerOf, find, type Manifest, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

export const image = 'ghcr.io/acme/shop:1.4.2';

/** A chart with one app, for a cluster if one is given. */
export function web(props: Partial<WebAppProps> = {}, cluster?: Cluster): Chart {
  const chart = testChart();
  cluster?.attachTo(chart);
  new WebApp(chart, 'web', { image, ...props });
  return chart;
}

export const deploymentOf = (props: Partial<WebAppProps> = {}, cluster?: Cluster): Manifest =>
  find(web(props, cluster), 'Deployment');

export const mainOf = (props: Partial<WebAppProps> = {}, cluster?: Cluster): Manifest =>
  containerOf(deploymentOf(props, cluster));

export const podSpecOf = (props: Partial<WebAppProps> = {}, cluster?: Cluster): Manifest =>
  podOf(deploymentOf(props, cluster));

/** What does not fit the schemas. */
export const misfits = (chart: Chart): string[] => synth(chart).flatMap((manifest) => validateManifest(manifest));

/** Synthesizing fails with this message, at the construct. */
export function expectFailure(props: Partial<WebAppProps>, message: RegExp, cluster?: Cluster): void {
  const attempt = () => synth(web(props, cluster));
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(/^\[shop\/web/);
}
