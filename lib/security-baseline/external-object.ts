import { fail } from '../checks/errors';
import { checkArguments, needed, TEXT } from '../checks/kinds';

/**
 * An object outside the app that its manifests refer to; rules take it as existing. Its namespace is that of the baseline
 * unless
 * another is given.
 *
 * @example new SecurityBaseline(this, 'baseline', { external: [ExternalObject.secret('stripe'), ExternalObject.service('billing', 'pay')] })
 */
export class ExternalObject {
  static secret(name: string, namespace?: string): ExternalObject {
    return ExternalObject.of('Secret', name, namespace);
  }

  static configMap(name: string, namespace?: string): ExternalObject {
    return ExternalObject.of('ConfigMap', name, namespace);
  }

  static serviceAccount(name: string, namespace?: string): ExternalObject {
    return ExternalObject.of('ServiceAccount', name, namespace);
  }

  static service(name: string, namespace?: string): ExternalObject {
    return ExternalObject.of('Service', name, namespace);
  }

  /** A PersistentVolumeClaim. */
  static persistentVolumeClaim(name: string, namespace?: string): ExternalObject {
    return ExternalObject.of('PersistentVolumeClaim', name, namespace);
  }

  static clusterRole(name: string): ExternalObject {
    return ExternalObject.of('ClusterRole', name);
  }

  static namespace(name: string): ExternalObject {
    return ExternalObject.of('Namespace', name);
  }

  /** An object of any other kind. Throws without a kind or a name. */
  static of(kind: string, name: string, namespace?: string): ExternalObject {
    checkArguments(
      'ExternalObject',
      { kind, name, namespace },
      { kind: needed(TEXT), name: needed(TEXT), namespace: TEXT },
    );
    if (!kind || !name) fail(undefined, 'a reference needs a kind and a name', `${kind}/${name}`, 'give both');
    return new ExternalObject(kind, name, namespace);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly kind: string,
    readonly name: string,
    readonly namespace: string | undefined,
  ) {}
}
