import {
  cloudNativePg as CLOUD_NATIVE_PG,
  clusterLabels,
  instanceLabels,
  poolerLabels,
} from '../../../../cluster/add-ons/cloud-native-pg';
import type { JsonObject } from '../../../../manifest/json';
import { Port } from '../../../../network/port';
import type { OperatedDescription, OperatedFacts, OperatedObject } from '../../../description';
import type { OperatorModel } from '../../../engine-model';
import { binding } from '../binding';
import { PORT, type Postgres } from '../options';
import { checkOperated } from '../parameters';
import { scheduledBackup } from './backup';
import { cluster } from './cluster';
import { checkedCloudNativePg } from './options';
import { pooler, poolerName } from './pooler';
import { operatedSignals } from './signals';

const STATUS_PORT = 8000;
const METRICS_PORT = 9187;

/**
 * Several servers that CloudNativePG runs. It elects the primary, fences the old one, and moves the role before it updates a
 * node.
 * https://cloudnative-pg.io/documentation/current/
 */
export function cloudNativePg(settled: (facts: OperatedFacts) => Postgres): OperatorModel {
  return {
    addOn: 'cloudNativePg',
    failover: [3, 4, 5, 6, 7, 8, 9],
    describe: (facts) => describe(facts, settled(facts)),
  };
}

function describe(facts: OperatedFacts, postgres: Postgres): OperatedDescription {
  const { name, requires } = facts;
  const { namespace } = requires('cloudNativePg', 'failover of postgres');
  checkOperated(postgres.parameters);
  const options = checkedCloudNativePg(facts, postgres.cloudNativePg);
  const { pooler: pool, archive, recovery } = options ?? {};
  const schedule = options && scheduledBackup(name, options);
  const front = pool ? poolerName(name) : `${name}-rw`;
  return {
    objects: [
      custom('Cluster', name, cluster(facts, postgres, options)),
      ...(pool ? [custom('Pooler', poolerName(name), pooler(facts, postgres.maxConnections, pool))] : []),
      ...(schedule ? [custom('ScheduledBackup', name, schedule)] : []),
    ],
    selector: clusterLabels(name),
    clients: pool ? poolerLabels(poolerName(name)) : instanceLabels(name),
    port: PORT,
    peerPorts: { status: STATUS_PORT },
    operator: {
      namespace,
      labels: CLOUD_NATIVE_PG.labels,
      ports: [STATUS_PORT, PORT],
    },
    claims: `${name}-[0-9]+`,
    apiServer: true,
    stores: [archive?.at, recovery?.at].flatMap((store) => (store ? [store.model] : [])),
    password: { secret: passwordSecret(facts), key: 'password', encoded: encodedKey(facts) },
    authority: { secret: `${name}-ca`, key: 'ca.crt' },
    metrics: { port: Port.tcp(METRICS_PORT, 'metrics'), series: ['cnpg_*'] },
    signals: operatedSignals(facts.replicas),
    bind: binding(postgres, { service: front, readService: pool ? undefined : `${name}-ro`, tls: false }),
  };
}

function custom(kind: string, name: string, spec: JsonObject): OperatedObject {
  return { id: kind, apiVersion: CLOUD_NATIVE_PG.apiVersion, kind, name, spec };
}

/** The password that the operator makes has letters and digits only. */
function encodedKey({ givenSecret, secretKeys }: OperatedFacts): string | undefined {
  return givenSecret === undefined ? 'password' : secretKeys.encoded;
}

/**
 * Returns the name of the Secret. A given one must have the operator's form:
 * https://cloudnative-pg.io/documentation/current/bootstrap/
 */
function passwordSecret({ name, givenSecret, secretKeys, fail }: OperatedFacts): string {
  if (givenSecret !== undefined && secretKeys.password !== 'password') {
    const fix = 'store it under password in a Secret of type kubernetes.io/basic-auth, with the user under username';
    fail('CloudNativePG reads the password under the key password', secretKeys.password, fix);
  }
  return givenSecret ?? `${name}-app`;
}
