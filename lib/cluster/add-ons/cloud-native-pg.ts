import { checkProps, FLAG, TEXT } from '../../checks/kinds';
import { listAt, type Manifest, objectAt, textAt } from '../../manifest/json';
import type { Labels } from '../../manifest/labels';
import { type AddOnFacts, namespaceOf, type OperatedPods } from './facts';

/** The installation of CloudNativePG, which runs PostgreSQL with failover: https://cloudnative-pg.io */
export interface CloudNativePgAddOn {
  /** The namespace that the operator runs in. @default 'cnpg-system' */
  readonly namespace?: string;
  /** True when its Barman Cloud plugin is installed too, which writes backups to object stores. @default false */
  readonly barmanCloud?: boolean;
}

const TITLE = 'CloudNativePG';
const NAMESPACE = 'cnpg-system';

/** The labels of everything that belongs to a Cluster: https://cloudnative-pg.io/documentation/current/labels_annotations/ */
export function clusterLabels(cluster: string): Labels {
  return { 'cnpg.io/cluster': cluster };
}

/** The labels of the servers of a Cluster. */
export function instanceLabels(cluster: string): Labels {
  return { ...clusterLabels(cluster), 'cnpg.io/podRole': 'instance' };
}

/** The labels of the pods of a Pooler. */
export function poolerLabels(pooler: string): Labels {
  return { 'cnpg.io/poolerName': pooler };
}

/** Returns the pods of a Cluster, and one of the Job that makes the data of a server before its pod is created. */
function clusterPods(manifest: Manifest, name: string): OperatedPods {
  const instances = Number(objectAt(manifest, 'spec')['instances'] ?? 1);
  const sizes = ['storage', 'walStorage'].map((storage) => textAt(manifest, 'spec', storage, 'size'));
  return {
    labels: ['primary', 'replica'].map((role) => ({ ...instanceLabels(name), 'cnpg.io/instanceRole': role })),
    pods: instances + 1,
    container: objectAt(manifest, 'spec'),
    volumes: sizes.filter((size) => size !== undefined),
    claims: instances,
  };
}

/** Returns the pods of a Pooler, whose Deployment starts all new pods while old ones are ending. */
function poolerPods(manifest: Manifest, name: string): OperatedPods {
  const cluster = textAt(manifest, 'spec', 'cluster', 'name') ?? '';
  return {
    labels: [{ ...clusterLabels(cluster), 'cnpg.io/podRole': 'pooler', ...poolerLabels(name) }],
    pods: 2 * Number(objectAt(manifest, 'spec')['instances'] ?? 1),
    container: listAt(manifest, 'spec', 'template', 'spec', 'containers')[0] ?? {},
    volumes: [],
    claims: 0,
  };
}

/** CloudNativePG: https://cloudnative-pg.io/documentation/current/installation_upgrade/ */
export const cloudNativePg = {
  title: TITLE,
  call: 'AddOn.cloudNativePg()',
  apiVersion: 'postgresql.cnpg.io/v1',
  kinds: ['Cluster', 'Pooler', 'ScheduledBackup'],
  namespace: NAMESPACE,
  labels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
  makes: { Cluster: clusterPods, Pooler: poolerPods },
  settle: (options: CloudNativePgAddOn): Required<CloudNativePgAddOn> => {
    checkProps(undefined, options, { namespace: TEXT, barmanCloud: FLAG }, 'AddOn.cloudNativePg');
    const { namespace, barmanCloud = false } = options;
    return { namespace: namespaceOf(TITLE, namespace, NAMESPACE), barmanCloud };
  },
} as const satisfies AddOnFacts;

/** The plugin of CloudNativePG that writes to object stores: https://cloudnative-pg.io/plugin-barman-cloud/docs/installation/ */
export const BARMAN_CLOUD = {
  title: 'the Barman Cloud plugin',
  call: 'AddOn.cloudNativePg({ barmanCloud: true })',
} as const;
