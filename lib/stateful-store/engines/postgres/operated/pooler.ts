import { wholeNumber } from '../../../../checks/formats';
import { type Kinds, NUMBER, oneOf } from '../../../../checks/kinds';
import { poolerLabels } from '../../../../cluster/add-ons/cloud-native-pg';
import type { JsonObject } from '../../../../manifest/json';
import type { OperatedFacts } from '../../../description';

/** PgBouncer in front of the servers, so that many clients share few connections: https://www.pgbouncer.org/features.html */
export interface PoolerOptions {
  /** Number of PgBouncer pods. @default 2 */
  readonly replicas?: number;
  /**
   * When a connection returns to the pool: when the client leaves, or after each transaction. With `transaction`, clients must
   * not
   * rely on state that lasts longer, such as `SET`, `LISTEN` and advisory locks. @default 'session'
   */
  readonly mode?: 'session' | 'transaction';
  /** Number of clients that each pod accepts. @default 1000 */
  readonly maxClients?: number;
}

export const POOLER: Kinds<PoolerOptions> = {
  replicas: NUMBER,
  mode: oneOf('session', 'transaction'),
  maxClients: NUMBER,
};

export function checkedPooler(options: PoolerOptions | undefined): Required<PoolerOptions> | undefined {
  if (!options) return undefined;
  const { replicas = 2, mode = 'session', maxClients = 1000 } = options;
  wholeNumber(undefined, 'pooler.replicas', replicas, 1, 20);
  wholeNumber(undefined, 'pooler.maxClients', maxClients, 1, 100_000);
  return { replicas, mode, maxClients };
}

export function poolerName(store: string): string {
  return `${store}-pooler`;
}

/**
 * Returns the `spec` of a CloudNativePG `Pooler`. Its pods together leave a tenth of the connections to others.
 * https://cloudnative-pg.io/documentation/current/connection_pooling/
 */
export function pooler(
  facts: OperatedFacts,
  maxConnections: number,
  { replicas, mode, maxClients }: Required<PoolerOptions>,
): JsonObject {
  const { name, spread } = facts;
  const labelSelector = { matchLabels: { ...poolerLabels(poolerName(name)) } };
  return {
    cluster: { name },
    instances: replicas,
    type: 'rw',
    pgbouncer: {
      poolMode: mode,
      parameters: {
        max_client_conn: `${maxClients}`,
        default_pool_size: `${Math.max(1, Math.floor((maxConnections * 0.9) / replicas))}`,
      },
    },
    template: {
      spec: {
        containers: [{ name: 'pgbouncer', resources: RESOURCES }],
        imagePullSecrets: pullSecrets(facts),
        topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
          labelSelector,
          maxSkew: 1,
          topologyKey,
          whenUnsatisfiable: spread === 'strict' ? 'DoNotSchedule' : 'ScheduleAnyway',
        })),
      },
    },
  };
}

/** Returns the Secrets with which nodes get images; `undefined` for none. */
export function pullSecrets({ imagePullSecrets }: OperatedFacts): JsonObject['list'] {
  return imagePullSecrets.length > 0 ? imagePullSecrets.map((name) => ({ name })) : undefined;
}

const RESOURCES: JsonObject = {
  limits: { 'ephemeral-storage': '64Mi', memory: '128Mi' },
  requests: { cpu: '50m', 'ephemeral-storage': '64Mi', memory: '128Mi' },
};
