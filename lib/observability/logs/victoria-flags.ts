import type { LogPlan } from './options';
import { usable } from './options';

export const VICTORIA_PORT = 9428;
/** The attributes that name a stream of VictoriaLogs. */
export const STREAM_FIELDS = ['k8s.namespace.name', 'k8s.pod.name', 'k8s.container.name'];

/**
 * Returns the flags of VictoriaLogs: it deletes logs after the days, and the oldest ones before when the volume is full.
 *
 * @see https://docs.victoriametrics.com/victorialogs/#list-of-command-line-flags
 */
export function victoriaFlags({ days, storage }: Pick<LogPlan, 'days' | 'storage'>, path: string): readonly string[] {
  return [
    `-httpListenAddr=:${VICTORIA_PORT}`,
    '-enableTCP6',
    // An entry of the agent has 1 MiB at most.
    '-insert.maxLineSizeBytes=2MB',
    '-loggerFormat=json',
    `-retention.maxDiskSpaceUsageBytes=${usable(storage)}`,
    `-retentionPeriod=${days}d`,
    `-storageDataPath=${path}`,
  ];
}
