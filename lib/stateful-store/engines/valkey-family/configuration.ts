import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import type { Settings } from './options';

/** Where servers and Sentinels listen. */
export const PORT = 6379;
export const SENTINEL_PORT = 26379;

/** What Sentinels and their clients call the set of servers: the name that clients expect. */
export const MASTER = 'mymaster';

/** How many replicas must follow the primary, or it refuses writes. */
export const MIN_REPLICAS = 1;

type Line = string | false;

/**
 * What all servers of a store have in common; what only one pod knows, its script adds.
 *
 * @see https://valkey.io/topics/valkey.conf/
 */
export function serverConfiguration(facts: StoreFacts, settings: Settings): string {
  const { abilities, appendfsync, maxmemoryPolicy } = settings;
  return lines([
    ...listening(facts, PORT),
    'protected-mode no',
    `dir ${facts.dataDirectory}`,
    `maxmemory ${maxmemory(facts, settings)}`,
    `maxmemory-policy ${maxmemoryPolicy}`,
    // A primary that is started again before anybody notices comes back with all it had; its replicas copy what it has.
    'appendonly yes',
    `appendfsync ${appendfsync}`,
    'aof-use-rdb-preamble yes',
    'auto-aof-rewrite-percentage 100',
    'auto-aof-rewrite-min-size 64mb',
    'save ""',
    ...(facts.tls ? CERTIFICATE : []),
    ...(facts.topology === 'failover' ? replication() : []),
    abilities.shutdownTimeout && 'shutdown-timeout 10',
  ]);
}

export function maxmemory({ memory }: StoreFacts, { dataShare }: Settings): number {
  return Math.floor(memory * dataShare);
}

function replication(): Line[] {
  return [
    'repl-diskless-sync yes',
    'repl-diskless-sync-delay 0',
    'repl-backlog-size 64mb',
    'repl-timeout 20',
    'client-output-buffer-limit replica 256mb 64mb 60',
    // An isolated primary soon refuses writes that would be lost.
    `min-replicas-to-write ${MIN_REPLICAS}`,
    'min-replicas-max-lag 5',
  ];
}

/** What comes first in a Sentinel's configuration: how names are treated must be known before the first name. */
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

/** How the set of servers is watched. */
export function monitorConfiguration({ abilities }: Settings): string {
  return lines([
    `sentinel down-after-milliseconds ${MASTER} 5000`,
    // Twice as long until it is tried again.
    `sentinel failover-timeout ${MASTER} 15000`,
    `sentinel parallel-syncs ${MASTER} 1`,
    // A primary that comes back and loads its data for a long time is as good as lost.
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
