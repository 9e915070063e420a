import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsName } from '../checks/formats';
import { checkProps, FLAG, type Kind, type Kinds, made, TEXT } from '../checks/kinds';
import { ENV_NAME } from '../checks/patterns';
import type { JsonObject } from '../manifest/json';
import { nameExternal } from '../registry/external-objects';

/** The settings of a source of variables. */
export interface EnvSourceOptions {
  /** The text that the name of each variable begins with. @default - the names are the keys */
  readonly prefix?: string;
  /** True if the pods may start without the object. @default false */
  readonly optional?: boolean;
}

const OPTIONS: Kinds<EnvSourceOptions> = { prefix: TEXT, optional: FLAG };

/**
 * A Secret or ConfigMap whose keys all become variables. A key that is no name of a variable is left out by the kubelet.
 *
 * @example envFrom: [EnvSource.secret('shop'), EnvSource.configMap('flags', { prefix: 'FLAG_', optional: true })]
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#configure-all-key-value-pairs-in-a-configmap-as-container-environment-variables
 */
export class EnvSource {
  /** All keys of a Secret that is created outside of the app. Throws when the name or the prefix is not valid. */
  static secret(name: string, options: EnvSourceOptions = {}): EnvSource {
    return new EnvSource('Secret', dnsName(undefined, 'the name of a Secret', name), checked('secret', options));
  }

  /** All keys of a ConfigMap that is created outside of the app. Throws when the name or the prefix is not valid. */
  static configMap(name: string, options: EnvSourceOptions = {}): EnvSource {
    const right = dnsName(undefined, 'the name of a ConfigMap', name);
    return new EnvSource('ConfigMap', right, checked('configMap', options));
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    private readonly kind: 'Secret' | 'ConfigMap',
    private readonly name: string,
    private readonly options: EnvSourceOptions,
  ) {}

  /** Records the object as one from outside, and returns the element of `envFrom`. @internal */
  in(scope: Construct): JsonObject {
    const { prefix, optional } = this.options;
    nameExternal(scope, this.kind, this.name);
    const reference = { name: this.name, optional: optional || undefined };
    return this.kind === 'Secret' ? { prefix, secretRef: reference } : { prefix, configMapRef: reference };
  }
}

export const ENV_SOURCE: Kind = made(EnvSource, 'an EnvSource', "use EnvSource.secret('shop'), for example");

function checked(method: string, options: EnvSourceOptions): EnvSourceOptions {
  const { prefix } = checkProps(undefined, options, OPTIONS, `EnvSource.${method}`);
  if (prefix !== undefined && !ENV_NAME.test(prefix)) {
    const fix = 'use a form such as SHOP_';
    fail(undefined, 'the prefix of variables must be letters, digits and underscores', prefix, fix);
  }
  return options;
}
