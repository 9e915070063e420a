import { Duration } from 'cdk8s';
import type { Signal } from '../../../relations/signal';
import type { StoreFacts } from '../../description';
import { MIN_REPLICAS } from './configuration';
import { SENTINEL_EXPORTER, SERVER_EXPORTER } from './exporter';
import { divide } from './memory';
import type { Settings } from './options';

/**
 * Signals of servers and Sentinels, from their exporters. Both export `redis_up`, so each expression selects one of the two.
 * https://valkey.io/commands/info/
 */
export function signals(facts: StoreFacts, settings: Settings): readonly Signal[] {
  const failover = facts.topology === 'failover';
  return [
    serversDown(facts),
    ...(failover
      ? [
          ...[NO_PRIMARY, TWO_PRIMARIES, WRITES_REFUSED, REPLICA_BEHIND],
          ...[replicationBacklog(facts, settings), NO_QUORUM, SENTINELS_MISSING, SENTINELS_TILTED],
        ]
      : []),
    memory(settings),
    DISK_REFUSED,
    CONNECTIONS_REFUSED,
    PASSWORDS_REFUSED,
    CLIENTS,
    COMMANDS,
    DURATION,
    HITS,
  ];
}

const servers = (matchers: string): string => `${matchers},container="${SERVER_EXPORTER}"`;
const sentinels = (matchers: string): string => `${matchers},container="${SENTINEL_EXPORTER}"`;
const primary = (matchers: string): string => `redis_instance_info{${servers(matchers)},role="master"}`;

function serversDown({ replicas }: StoreFacts): Signal {
  return {
    name: 'ServersDown',
    question: 'How many of its servers answer?',
    unit: 'short',
    expr: (matchers) => `sum(redis_up{${servers(matchers)}}) or vector(0)`,
    alert: {
      below: replicas,
      for: Duration.minutes(replicas === 1 ? 2 : 5),
      severity: replicas === 1 ? 'critical' : 'warning',
      advice:
        'A server is missing: the events and the log of its pod say why. Until it is back, one more loss stops writes.',
    },
  };
}

const NO_PRIMARY: Signal = {
  name: 'NoPrimary',
  question: 'Is there a primary?',
  unit: 'short',
  expr: (matchers) => `count(${primary(matchers)}) or vector(0)`,
  alert: {
    below: 1,
    for: Duration.minutes(1),
    severity: 'critical',
    advice: 'Nobody takes writes: the log of a Sentinel says why none of the replicas is made the primary.',
  },
};

const TWO_PRIMARIES: Signal = {
  name: 'TwoPrimaries',
  question: 'Does more than one server say that it is the primary?',
  unit: 'short',
  expr: (matchers) => `count(${primary(matchers)})`,
  alert: {
    above: 1,
    // After a handover Prometheus keeps the series of the old pod for a minute.
    for: Duration.minutes(2),
    severity: 'critical',
    advice:
      'A primary was cut off and another took over. The one without replicas refuses writes; it follows once it is reached. If it stays so, delete its pod.',
  },
};

const WRITES_REFUSED: Signal = {
  name: 'WritesRefused',
  question: 'How many replicas follow the primary?',
  unit: 'short',
  expr: (matchers) => `max(redis_connected_slaves{${servers(matchers)}} and on (instance) ${primary(matchers)})`,
  alert: {
    below: MIN_REPLICAS,
    for: Duration.minutes(1),
    severity: 'critical',
    advice: 'The primary refuses writes (NOREPLICAS) until a replica follows it: look at the pods that are not ready.',
  },
};

const REPLICA_BEHIND: Signal = {
  name: 'ReplicaDisconnected',
  question: 'Does every replica follow the primary?',
  unit: 'short',
  expr: (matchers) => `min by (pod) (redis_master_link_up{${servers(matchers)}})`,
  alert: {
    below: 1,
    // A replica counts as connected only after its first full copy.
    for: Duration.minutes(10),
    severity: 'warning',
    advice:
      'A replica cannot connect to the primary: its log says why. A wrong password and a full disk look like this, too.',
  },
};

function replicationBacklog(facts: StoreFacts, settings: Settings): Signal {
  const { backlog } = divide(facts, settings);
  const kept = Math.round(backlog / 1024 ** 2);
  return {
    name: 'ReplicationBacklog',
    question: 'How much have replicas still to receive?',
    unit: 'bytes',
    // A new pod has the name of the old one and another instance. A replica that makes a full copy has no offset yet.
    expr: (matchers) =>
      `max(redis_master_repl_offset{${servers(matchers)}} - on (instance) group_right () redis_connected_slave_offset_bytes{${servers(matchers)},slave_state="online"})`,
    alert: {
      above: Math.min(10_000_000, Math.floor(backlog / 2)),
      for: Duration.minutes(5),
      severity: 'warning',
      advice: `A replica cannot keep up. Beyond the ${kept} MiB that the primary keeps, it has to copy everything again.`,
    },
  };
}

const NO_QUORUM: Signal = {
  name: 'NoQuorum',
  question: 'Could the Sentinels replace the primary now?',
  unit: 'short',
  // A Sentinel that is cut off does not count against the others. When no Sentinel runs, the value is 0.
  expr: (matchers) =>
    `max(redis_sentinel_master_ckquorum_status{${sentinels(matchers)}}) or 0 * max(redis_up{${sentinels(matchers)}})`,
  alert: {
    below: 1,
    for: Duration.minutes(1),
    severity: 'critical',
    advice:
      'Too few Sentinels reach each other: nobody takes over when the primary is lost. Look at pods and NetworkPolicies.',
  },
};

const SENTINELS_MISSING: Signal = {
  name: 'SentinelsMissing',
  question: 'How many Sentinels are missed by the others?',
  unit: 'short',
  expr: (matchers) =>
    `max(redis_sentinel_master_sentinels{${sentinels(matchers)}} - redis_sentinel_master_ok_sentinels{${sentinels(matchers)}})`,
  alert: {
    above: 0,
    for: Duration.minutes(5),
    severity: 'warning',
    advice: 'A Sentinel is down or cut off: the others still decide, with one less to lose.',
  },
};

const SENTINELS_TILTED: Signal = {
  name: 'SentinelsTilted',
  question: 'How many Sentinels do not trust their clock?',
  unit: 'short',
  // A Sentinel tilts for 30 s after each jump of its clock, or pause of its process.
  expr: (matchers) => `sum(redis_sentinel_tilt{${sentinels(matchers)}})`,
  alert: {
    above: 0,
    for: Duration.minutes(1),
    severity: 'warning',
    advice:
      'Such a Sentinel watches and decides nothing: the clock of its node jumps, or its processes stand still. Look at the time service and at the CPU of the node.',
  },
};

/** A cache is full most of the time. */
function memory({ maxmemoryPolicy }: Settings): Signal {
  const panel = {
    name: 'MemoryNearlyFull',
    question: 'How much of the memory for data is used?',
    unit: 'percentunit',
    expr: (matchers: string) =>
      `max(redis_memory_used_bytes{${servers(matchers)}} / (redis_memory_max_bytes{${servers(matchers)}} > 0))`,
  };
  if (maxmemoryPolicy.startsWith('allkeys')) return panel;
  const advice = 'At 100 % writes are refused (OOM): raise memory in the program, or let keys expire.';
  return { ...panel, alert: { above: 0.9, for: Duration.minutes(5), severity: 'warning', advice } };
}

const DISK_REFUSED: Signal = {
  name: 'DiskRefused',
  question: 'Does every server get its data onto its disk?',
  unit: 'short',
  expr: (matchers) =>
    `min by (pod) (redis_aof_last_write_status{${servers(matchers)}} * redis_aof_last_bgrewrite_status{${servers(matchers)}} * redis_rdb_last_bgsave_status{${servers(matchers)}})`,
  alert: {
    below: 1,
    for: Duration.minutes(1),
    severity: 'critical',
    advice:
      'A server cannot write to its volume and refuses writes (MISCONF): it is full, read-only or gone. Its log says which.',
  },
};

const CONNECTIONS_REFUSED: Signal = {
  name: 'ConnectionsRefused',
  question: 'Are clients turned away?',
  unit: 'short',
  expr: (matchers) => `sum(rate(redis_rejected_connections_total{${servers(matchers)}}[5m]))`,
  alert: {
    above: 0,
    for: Duration.minutes(5),
    severity: 'warning',
    advice: 'There are more clients than maxclients: use pools, and close connections.',
  },
};

/** Each server tries the passwords of its Secret every half a minute, so that it counts here when it refuses them. */
const PASSWORDS_REFUSED: Signal = {
  name: 'PasswordsRefused',
  question: 'How many logins have a wrong password?',
  unit: 'short',
  expr: (matchers) => `sum by (pod) (increase(redis_errors_total{${servers(matchers)},err="WRONGPASS"}[5m]))`,
  alert: {
    above: 0,
    // The kubelets bring a changed Secret to its pods minutes apart.
    for: Duration.minutes(10),
    severity: 'warning',
    advice:
      'A client has another password than the Secret, or a server did not take that of the Secret: the log of the server says which. Restart clients that got the password in a variable.',
  },
};

const CLIENTS: Signal = {
  name: 'Clients',
  question: 'How many clients are connected to each server?',
  unit: 'short',
  expr: (matchers) => `sum by (pod) (redis_connected_clients{${servers(matchers)}})`,
};

const COMMANDS: Signal = {
  name: 'Commands',
  question: 'How many commands does each server run?',
  unit: 'reqps',
  expr: (matchers) => `sum by (pod) (rate(redis_commands_processed_total{${servers(matchers)}}[5m]))`,
};

const DURATION: Signal = {
  name: 'CommandDuration',
  question: 'How long does a command take?',
  unit: 's',
  expr: (matchers) =>
    `sum(rate(redis_commands_duration_seconds_total{${servers(matchers)}}[5m])) / sum(rate(redis_commands_total{${servers(matchers)}}[5m]))`,
};

const HITS: Signal = {
  name: 'Hits',
  question: 'How many of the keys that are read are there?',
  unit: 'percentunit',
  expr: (matchers) =>
    `sum(rate(redis_keyspace_hits_total{${servers(matchers)}}[5m])) / (sum(rate(redis_keyspace_hits_total{${servers(matchers)}}[5m])) + sum(rate(redis_keyspace_misses_total{${servers(matchers)}}[5m])))`,
};
