import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import { configLines } from './config';
import { divide, memoryConfiguration } from './memory';
import type { Settings } from './options';
import type { Abilities } from './versions';

/** Ports of servers and Sentinels. */
export const PORT = 6379;
export const SENTINEL_PORT = 26379;

/** Name of the set of servers for Sentinels and clients; clients expect this one. */
export const MASTER = 'mymaster';

/** Number of connected replicas without which the primary refuses writes. */
export const MIN_REPLICAS = 1;

type Line = string | false;

/**
 * Renders the configuration that all servers of a store share. A script adds the settings of each pod.
 *
 * @see https://valkey.io/topics/valkey.conf/
 */
export function serverConfiguration(facts: StoreFacts, settings: Settings): string {
  const { abilities, appendfsync, config } = settings;
  const own = lines([
    ...listening(facts, PORT),
    'protected-mode no',
    `dir ${facts.dataDirectory}`,
    ...memoryConfiguration(facts, settings),
    // A primary that restarts before it is replaced comes back with all its data; its replicas copy that data.
    'appendonly yes',
    `appendfsync ${appendfsync}`,
    'aof-use-rdb-preamble yes',
    'auto-aof-rewrite-percentage 100',
    'auto-aof-rewrite-min-size 64mb',
    'save ""',
    ...(facts.tls ? CERTIFICATE : []),
    ...(facts.topology === 'failover' ? replication(abilities) : []),
    abilities.shutdownTimeout && 'shutdown-timeout 10',
  ]);
  return `${own}${configLines(config, own.split('\n'), divide(facts, settings).clients)}`;
}

function replication({ copyChannel }: Abilities): Line[] {
  return [
    'repl-diskless-sync yes',
    'repl-diskless-sync-delay 0',
    'repl-timeout 20',
    // During a full copy, writes wait on the replica too, and not on the primary alone.
    copyChannel && 'dual-channel-replication-enabled yes',
    // An isolated primary soon refuses writes that would be lost.
    `min-replicas-to-write ${MIN_REPLICAS}`,
    'min-replicas-max-lag 5',
  ];
}

/** Renders the beginning of a Sentinel's configuration: the handling of names must be set before the first name. */
export function sentinelConfiguration(facts: StoreFacts): string {
  const names = facts.addressing === 'names' ? 'yes' : 'no';
  return lines([
    ...listening(facts, SENTINEL_PORT),
    'protected-mode no',
    ...(facts.tls ? CERTIFICATE : []),
    `sentinel resolve-hostnames ${names}`,
    `sentinel announce-hostnames ${names}`,
  ]);
}

/** Renders the settings by which Sentinels watch the servers. */
export function monitorConfiguration({ abilities }: Settings): string {
  return lines([
    `sentinel down-after-milliseconds ${MASTER} 5000`,
    // A failed failover is tried again after twice this time. When all servers restart, the first one fails, because replicas wait for
    // their primary (PATIENCE in ready.sh); they are ready for the second one.
    `sentinel failover-timeout ${MASTER} 6000`,
    `sentinel parallel-syncs ${MASTER} 1`,
    // A primary that takes long to load its data after a restart is replaced.
    abilities.rebootDownAfter && `sentinel master-reboot-down-after-period ${MASTER} 5000`,
  ]);
}

function listening({ tls }: StoreFacts, port: number): Line[] {
  return tls ? ['port 0', `tls-port ${port}`, 'tls-replication yes', 'tls-auth-clients optional'] : [`port ${port}`];
}

const CERTIFICATE: readonly Line[] = [
  `tls-cert-file ${PATHS.certificate}/tls.crt`,
  `tls-key-file ${PATHS.certificate}/tls.key`,
  `tls-ca-cert-file ${PATHS.certificate}/ca.crt`,
];

function lines(all: readonly Line[]): string {
  return `${all.filter((line) => line !== false).join('\n')}\n`;
}
