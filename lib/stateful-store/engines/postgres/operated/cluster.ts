import { Size } from 'cdk8s';
import { quantity } from '../../../../checks/quantity';
import { instanceLabels } from '../../../../cluster/add-ons/cloud-native-pg';
import { type JsonObject, objectAt } from '../../../../manifest/json';
import type { OperatedFacts } from '../../../description';
import { amounts } from '../configuration';
import { creating } from '../extensions';
import type { Postgres } from '../options';
import { archiveFields, bootstrap } from './backup';
import type { CheckedCloudNativePg } from './options';
import { pullSecrets } from './pooler';

const MEBIBYTE = 1024 ** 2;

/**
 * Returns the `spec` of a CloudNativePG `Cluster`. Every commit waits for half of the servers, and no server that may lack a
 * commit is promoted.
 * https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#clusterspec
 */
export function cluster(
  facts: OperatedFacts,
  postgres: Postgres,
  options: CheckedCloudNativePg | undefined,
): JsonObject {
  const { image, major } = postgres;
  const { replicas, resources } = facts;
  return {
    description: `PostgreSQL ${major}, ${replicas} servers of which one is the primary`,
    imageName: image,
    imagePullPolicy: facts.imagePullPolicy(image),
    imagePullSecrets: pullSecrets(facts),
    instances: replicas,
    ...bootstrap(facts, postgres, options?.recovery, {
      dataChecksums: true,
      encoding: 'UTF8',
      ...collation(major),
      postInitApplicationSQL: creating(postgres.extensions),
    }),
    ...archiveFields(options),
    postgresql: {
      ...settings(facts, postgres),
      synchronous: {
        method: 'any',
        number: Math.floor(replicas / 2),
        dataDurability: 'required',
        failoverQuorum: true,
      },
    },
    enableSuperuserAccess: false,
    enablePDB: true,
    // The role moves to a replica before the primary is restarted.
    primaryUpdateStrategy: 'unsupervised',
    primaryUpdateMethod: 'switchover',
    storage: storage(facts),
    resources,
    ephemeralVolumesSizeLimit: { shm: mebibytes(facts.memory / 4) },
    ...placement(facts),
  };
}

/** Sorts text by code point, as in a server without an operator. */
function collation(major: number): JsonObject {
  if (major >= 17) return { locale: 'C.UTF-8', localeProvider: 'builtin', builtinLocale: 'C.UTF-8' };
  return { localeCollate: 'C', localeCType: 'C.UTF-8' };
}

/** Returns the settings. Libraries to load at start have a field of their own. */
function settings(facts: OperatedFacts, postgres: Postgres): JsonObject {
  const { shared_preload_libraries: libraries, ...parameters } = postgres.parameters;
  const volume = Math.floor(facts.storage / MEBIBYTE);
  return {
    parameters: {
      ...amounts(facts, postgres),
      wal_keep_size: `${Math.floor(Math.min(volume / 16, 512))}MB`,
      wal_compression: 'lz4',
      huge_pages: 'off',
      log_lock_waits: 'on',
      log_temp_files: '10MB',
      log_autovacuum_min_duration: '1min',
      ...parameters,
    },
    shared_preload_libraries: libraries?.split(',').map((library) => library.trim()),
  };
}

function storage({ storage: size, storageClass, accessMode }: OperatedFacts): JsonObject {
  return {
    size: mebibytes(size),
    storageClass,
    resizeInUseVolumes: true,
    pvcTemplate: accessMode === 'ReadWriteOnce' ? undefined : { accessModes: [accessMode] },
  };
}

function placement({ name, spread, nodes }: OperatedFacts): JsonObject {
  const strict = spread === 'strict';
  const { nodeSelector, tolerations, priorityClassName } = nodes;
  return {
    priorityClassName,
    affinity: {
      nodeSelector,
      tolerations,
      nodeAffinity: objectAt(nodes, 'affinity')['nodeAffinity'],
      enablePodAntiAffinity: true,
      podAntiAffinityType: strict ? 'required' : 'preferred',
      topologyKey: 'kubernetes.io/hostname',
    },
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels: { ...instanceLabels(name) } },
        maxSkew: 1,
        nodeTaintsPolicy: strict ? 'Honor' : undefined,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: strict ? 'DoNotSchedule' : 'ScheduleAnyway',
      },
    ],
  };
}

function mebibytes(bytes: number): string {
  return quantity(Size.mebibytes(Math.ceil(bytes / MEBIBYTE)));
}
