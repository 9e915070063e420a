/** The series of a Valkey store's exporters, as they arrive. */
import { type Part, type Series, series } from '../case';
import type { Server } from '../synthesize';
import { type Labels, targetsOf } from '../targets';

export const HOUR: readonly Part[] = [[1, '1h']];

/** Returns the name and labels of a series from a pod's exporter. */
export type Of = (metric: string, pod: number, labels?: Labels, ip?: string) => string;

export interface Valkey {
  readonly server: Of;
  readonly sentinel: Of;
  /** A server as redis_exporter describes it: `role` is `master` or `slave`. */
  readonly info: (pod: number, role: string, ip?: string) => string;
  /** The same series on every pod. */
  readonly each: (of: (pod: number) => string, parts: readonly Part[], pods?: readonly number[]) => Series;
  /** The same series from a store of the same name in another namespace. */
  readonly elsewhere: (series: Series) => Series;
}

export function valkeyPods(servers: readonly Server[], about: string): Valkey {
  const labelsOf = targetsOf(servers, about);
  const [namespace, name] = about.split('/');
  const of =
    (container: string, port: number): Of =>
    (metric, pod, labels = {}, ip = `10.0.0.${pod + 1}`) =>
      series(metric, { ...labelsOf({ pod: `${name}-${pod}`, container, port, ip }), ...labels });
  const server = of('exporter', 9121);
  return {
    server,
    sentinel: of('sentinel-exporter', 9122),
    info: (pod, role, ip) =>
      server('redis_instance_info', pod, { role, redis_version: '9.0.4', redis_mode: 'standalone', os: 'Linux' }, ip),
    each: (one, parts, pods = [0, 1, 2]) => Object.fromEntries(pods.map((pod) => [one(pod), parts])),
    elsewhere: (all) =>
      Object.fromEntries(
        Object.entries(all).map(([key, parts]) => [
          key.replace(`namespace="${namespace}"`, 'namespace="other"'),
          parts,
        ]),
      ),
  };
}
