import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { type Manifest, Manifests } from '../../lib/testing';

export type { Manifest };

/** A chart with a namespace, under a root of its own unless one is given. */
export function testChart(namespace: string | undefined = 'shop', root: Construct = Testing.app()): Chart {
  return new Chart(root, namespace ?? 'test', { namespace });
}

/** The manifests of a chart. */
export function synth(chart: Chart): Manifest[] {
  return [...Manifests.of(chart).all];
}

/** The problems that a synth finds, without the heading of the message. */
export function errorsOf(chart: Chart): string[] {
  try {
    Testing.synth(chart);
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

/** The one manifest of a kind and name. */
export function find(chart: Chart, kind: string, name?: string): Manifest {
  return Manifests.of(chart).find(kind, name);
}

/** The names of all manifests of a kind, sorted. */
export function names(chart: Chart, kind: string): string[] {
  return Manifests.of(chart).names(kind);
}

/** The pod template's spec of a workload. */
export function podOf(manifest: Manifest): Manifest {
  return manifest['spec'].template.spec;
}

/** The container of a workload, by name. */
export function containerOf(manifest: Manifest, name = manifest['metadata'].name as string): Manifest {
  return podOf(manifest)['containers'].find((c: Manifest) => c['name'] === name);
}
