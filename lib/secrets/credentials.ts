import type { Construct } from 'constructs';
import type { JsonObject } from '../manifest/json';
import { declareExternal } from '../registry/external-objects';
import { SecretKey } from '../relations/secret-key';
import { GeneratedSecret } from './generated-secret';

/** What making credentials needs to know. */
export interface CredentialsRequest {
  /** What the Secret is called when it is generated. */
  readonly name: string;
  /** An image with a shell, which makes the random text. */
  readonly image: string;
  /** The keys that are needed. @default ['password'] */
  readonly keys?: readonly string[];
}

/** The keys of the passwords, and what must be applied first. */
export interface BoundCredentials {
  /** The password of clients. */
  readonly key: SecretKey;
  /** The password that servers, probes and Jobs use among themselves. */
  readonly admin: SecretKey;
  /** What makes the Secret; `undefined` when somebody else does. */
  readonly maker: Construct | undefined;
  /** A volume with the files `password` and `admin`. */
  readonly volume: JsonObject;
}

/**
 * Where passwords come from. They are never in a manifest.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/
 */
export class Credentials {
  /**
   * Random passwords that are made in the cluster and exist only there: a Job, which may only create Secrets, makes them once.
   * Needs Kubernetes 1.29; binding it on an older target is an error.
   */
  static generated(): Credentials {
    return new Credentials((scope, { name, image, keys = ['password'] }) => {
      const maker = new GeneratedSecret(scope, 'Credentials', { name, image, keys });
      const admin = keys.includes('admin') ? 'admin' : 'password';
      return bound(SecretKey.of(name, 'password'), SecretKey.of(name, admin), maker);
    });
  }

  /**
   * Keys of a Secret that somebody else creates in the same namespace: that of the password of clients and that of the password
   * which servers, probes and Jobs use among themselves.
   *
   * @param options.admin by default the same key; then whoever knows the password can do everything
   * @example Credentials.fromSecret('orders', 'password', { admin: 'admin-password' })
   */
  static fromSecret(name: string, key: string, options: { readonly admin?: string } = {}): Credentials {
    const { admin = key } = options;
    const both = { password: key, admin };
    return new Credentials(() => bound(SecretKey.of(name, key), SecretKey.of(name, admin), undefined), name, both);
  }

  private constructor(
    private readonly make: (scope: Construct, request: CredentialsRequest) => BoundCredentials,
    /** The name of the Secret; `undefined` when it is generated. */
    readonly existing?: string,
    /** The keys of the two passwords in it. */
    readonly keys: { readonly password: string; readonly admin: string } = { password: 'password', admin: 'admin' },
  ) {}

  /** Makes what has to be made, in `scope`. */
  bind(scope: Construct, request: CredentialsRequest): BoundCredentials {
    const credentials = this.make(scope, request);
    declareExternal(scope, 'Secret', credentials.key.secret);
    return credentials;
  }
}

function bound(key: SecretKey, admin: SecretKey, maker: Construct | undefined): BoundCredentials {
  const items = [
    { key: key.key, path: 'password' },
    { key: admin.key, path: 'admin' },
  ];
  return { key, admin, maker, volume: { secret: { defaultMode: 0o440, items, secretName: key.secret } } };
}
