import { fail } from '../checks/errors';
import { dataKey, dnsName } from '../checks/formats';
import { checkProps, FLAG } from '../checks/kinds';
import { QUALIFIED_NAME } from '../checks/patterns';
import type { JsonObject } from '../manifest/json';

/** The settings of a key of a ConfigMap. */
export interface ConfigKeyOptions {
  /** True if pods may start without the key: its variable is then not set. @default false */
  readonly optional?: boolean;
}

/**
 * A key of a ConfigMap in the namespace of the pod that refers to it.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/
 */
export class ConfigKey {
  /**
   * Names a key of a ConfigMap that is created outside of the app. Pods are not replaced when its value changes; for
   * configuration that the app knows, prefer `files`.
   *
   * @example env: { REGION: ConfigKey.of('platform', 'region') }
   */
  static of(configMap: string, key: string, options: ConfigKeyOptions = {}): ConfigKey {
    const { optional = false } = checkProps(undefined, options, { optional: FLAG }, 'ConfigKey.of');
    dnsName(undefined, 'the name of a ConfigMap', configMap);
    return new ConfigKey(configMap, dataKey('a key of a ConfigMap', key, 'log-level'), optional);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly configMap: string,
    readonly key: string,
    /** True if pods may start without the key. */
    readonly optional: boolean,
  ) {}
}

/**
 * A field of the pod itself, known when it runs.
 *
 * @example env: { POD_NAME: PodField.name(), GOMEMLIMIT: PodField.memoryLimit() }
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export class PodField {
  static name(): PodField {
    return new PodField(fieldRef('metadata.name'));
  }

  static namespace(): PodField {
    return new PodField(fieldRef('metadata.namespace'));
  }

  static uid(): PodField {
    return new PodField(fieldRef('metadata.uid'));
  }

  static ip(): PodField {
    return new PodField(fieldRef('status.podIP'));
  }

  /** The name of the node that the pod runs on. */
  static node(): PodField {
    return new PodField(fieldRef('spec.nodeName'));
  }

  static nodeIp(): PodField {
    return new PodField(fieldRef('status.hostIP'));
  }

  static serviceAccount(): PodField {
    return new PodField(fieldRef('spec.serviceAccountName'));
  }

  /** The value of a label of the pod. Throws when `key` is not a valid key of a label. */
  static label(key: string): PodField {
    return new PodField(fieldRef(`metadata.labels['${metaKey(key)}']`));
  }

  /** The value of an annotation of the pod. Throws when `key` is not a valid key of an annotation. */
  static annotation(key: string): PodField {
    return new PodField(fieldRef(`metadata.annotations['${metaKey(key)}']`));
  }

  /** The memory limit of the container in bytes; the allocatable memory of the node when it has none. */
  static memoryLimit(): PodField {
    return new PodField({ resourceFieldRef: { resource: 'limits.memory' } });
  }

  /** The CPU request of the container in whole CPUs, rounded up. */
  static cpuRequest(): PodField {
    return new PodField({ resourceFieldRef: { resource: 'requests.cpu' } });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The `valueFrom` of the variable. */
    readonly source: JsonObject,
  ) {}
}

function fieldRef(fieldPath: string): JsonObject {
  return { fieldRef: { fieldPath } };
}

function metaKey(key: string): string {
  if (typeof key !== 'string' || !QUALIFIED_NAME.test(key)) {
    fail(undefined, 'a label or annotation must be a name with an optional prefix', key, 'use a form such as team');
  }
  return key;
}
