import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { problem } from '../checks/errors';
import type { ResourceDefaults } from '../workload/resources';

/** A row of the table of sizes: CPU in thousandths, and the request and limit of memory in MiB. */
type Row = readonly [cpu: number, memory: number, limit: number];

/** The amounts that a size carries. */
export interface Carried {
  readonly nodes: number;
  /** Watched workloads and stores, with 300 series each: about 100 from each of two pods, and 50 about each pod. */
  readonly workloads: number;
  /** Series of Prometheus: those of the workloads, and 2,000 about each node and its pods. */
  readonly series: number;
  /** GiB of logs a day, on average. */
  readonly logsADay: number;
  /** Stored spans a second, on average. */
  readonly spans: number;
  /** GiB of the volume for metrics: 1.5 bytes a sample, for 15 days at one sample in 30 seconds, in 80 % of it. */
  readonly storage: number;
}

/** The size of an Observability: the amounts that its servers carry, and their requests. */
export type ObservabilitySize = 'small' | 'medium' | 'large';

export const CARRIED: Readonly<Record<ObservabilitySize, Carried>> = {
  small: { nodes: 10, workloads: 200, series: 80_000, logsADay: 2, spans: 50, storage: 20 },
  medium: { nodes: 50, workloads: 1000, series: 400_000, logsADay: 10, spans: 200, storage: 50 },
  large: { nodes: 250, workloads: 5000, series: 2_000_000, logsADay: 20, spans: 1000, storage: 200 },
};

/** The number of things that a size carries beyond its row: series differ more than that. */
const SLACK = 10;

export const OBSERVABILITY_SIZES = Object.keys(CARRIED) as ObservabilitySize[];

/** Returns the problem with a size that carries fewer things than are watched, if it does. */
export function tooMany(
  watched: readonly { readonly isOwn: boolean }[],
  { size = 'small' }: { readonly size?: ObservabilitySize },
): readonly string[] {
  const count = watched.filter(({ isOwn }) => !isOwn).length;
  const carries = (one: ObservabilitySize): number => CARRIED[one].workloads + SLACK;
  if (count <= carries(size)) return [];
  const enough = OBSERVABILITY_SIZES.find((one) => count <= carries(one));
  const fix = enough ? `use size: '${enough}'` : 'spread what is watched over several Observability constructs';
  return [problem(`size ${size} must carry what is watched, at most ${CARRIED[size].workloads} things`, count, fix)];
}

/**
 * The requests of a pod of each server. A limit of Prometheus is twice its request, because it needs more to read its log
 * after a crash than to run.
 */
export const ROWS = {
  prometheus: { small: [150, 512, 1024], medium: [500, 2048, 4096], large: [2000, 8192, 16384] },
  alertmanager: { small: [10, 48, 128], medium: [10, 64, 128], large: [20, 96, 192] },
  'kube-state-metrics': { small: [10, 64, 128], medium: [20, 192, 384], large: [100, 768, 1536] },
  'node-exporter': { small: [10, 24, 48], medium: [10, 24, 48], large: [10, 32, 64] },
  blackbox: { small: [10, 24, 48], medium: [10, 32, 64], large: [50, 64, 128] },
  grafana: { small: [50, 256, 768], medium: [100, 384, 1024], large: [200, 768, 1536] },
  agent: { small: [40, 96, 192], medium: [40, 96, 192], large: [100, 128, 256] },
  events: { small: [10, 64, 128], medium: [20, 64, 128], large: [50, 96, 192] },
  loki: { small: [100, 256, 768], medium: [300, 1024, 2048], large: [1000, 4096, 8192] },
  victoria: { small: [30, 96, 256], medium: [100, 384, 768], large: [400, 1536, 3072] },
  jaeger: { small: [50, 224, 448], medium: [200, 768, 1536], large: [800, 3072, 6144] },
  gateway: { small: [50, 128, 256], medium: [100, 192, 384], large: [400, 512, 1024] },
} as const satisfies Readonly<Record<string, Readonly<Record<ObservabilitySize, Row>>>>;

/** Returns what a pod of a server asks for. Its files outside of volumes may take `scratch` MiB. */
export function amountsOf(
  server: keyof typeof ROWS,
  { size = 'small' }: { readonly size?: ObservabilitySize },
  scratch = 64,
): ResourceDefaults {
  const [cpu, memory, limit] = ROWS[server][size];
  return {
    cpu: Cpu.millis(cpu),
    memory: Size.mebibytes(memory),
    memoryBurst: limit / memory,
    ephemeralStorage: Size.mebibytes(scratch),
  };
}
