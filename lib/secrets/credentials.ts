import type { Construct } from 'constructs';
import { checkProps, type Kinds, LATER, LIST, needed, TEXT } from '../checks/kinds';
import { checkConstruct } from '../checks/scope';
import type { SecretStoreName } from '../cluster/add-ons/external-secrets';
import type { JsonObject } from '../manifest/json';
import { namedOutside } from '../relations/named-outside';
import { SecretKey } from '../relations/secret-key';
import { GeneratedSecret } from './generated-secret';

/** The Secret to make for credentials. */
export interface CredentialsRequest {
  /** The name of the Secret when it is generated. */
  readonly name: string;
  /** An image with a shell, which makes the random text. */
  readonly image: string;
  /** The keys that are needed. @default ['password'] */
  readonly keys?: readonly string[];
}

const REQUEST: Kinds<CredentialsRequest> = { name: needed(TEXT), image: needed(TEXT), keys: LIST };

/** The keys of the passwords, and the construct to apply first. */
export interface BoundCredentials {
  /** The password of clients. */
  readonly key: SecretKey;
  /** The password that servers, probes and Jobs use among themselves. */
  readonly admin: SecretKey;
  /** The construct that makes the Secret; `undefined` when it is made outside of the app. */
  readonly maker: Construct | undefined;
  /** A volume with the files `password` and `admin`. */
  readonly volume: JsonObject;
}

/** The further keys of a Secret with passwords. */
export interface CredentialsOptions {
  /** The key of the password that servers use among themselves. @default - that of clients, which then can do everything */
  readonly admin?: string;
  /**
   * The key that holds the password of clients percent-encoded, for URLs. It is the key of the password itself if this has only
   * letters, digits and `-._~`. @default - a client that would get a URL is an error
   */
  readonly encoded?: string;
}

const OPTIONS: Kinds<CredentialsOptions> = { admin: TEXT, encoded: TEXT };

/** The properties of a key of a store that has passwords. */
export interface ExternalCredentialsOptions extends CredentialsOptions {
  /** The property with the password of clients. @default 'password' */
  readonly password?: string;
  /** The name of a store of the cluster, or a Vault. @default - that of `AddOn.externalSecrets` */
  readonly store?: SecretStoreName;
}

const EXTERNAL: Kinds<ExternalCredentialsOptions> = { ...OPTIONS, password: TEXT, store: LATER };

/** The keys of the Secret that {@link Credentials} name. */
export interface CredentialsKeys {
  /** The key of the password of the app. */
  readonly password: string;
  /** The key of the password of the administrator. */
  readonly admin: string;
  /** The key of the password in the form of a part of a URL; `undefined` where there is none. */
  readonly encoded: string | undefined;
}

/**
 * The source of passwords. They are never in a manifest.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/
 */
export class Credentials {
  /**
   * Random passwords that are made in the cluster and exist only there: a Job, which may only create Secrets, makes them once.
   * Needs Kubernetes 1.29; an older version is an error.
   */
  static generated(): Credentials {
    return new Credentials((scope, { name, image, keys = ['password'] }) => {
      const maker = new GeneratedSecret(scope, 'Credentials', { name, image, keys });
      const admin = keys.includes('admin') ? 'admin' : 'password';
      // A UUID needs no escaping in a URL.
      return bound(SecretKey.of(name, 'password', { encoded: 'password' }), SecretKey.of(name, admin), maker);
    });
  }

  /**
   * Keys of a Secret in the same namespace that is created outside of the app: `key` has the password of clients, `admin` the
   * password that servers, probes and Jobs use among themselves.
   *
   * @example Credentials.fromSecret('orders', 'password', { admin: 'admin-password' })
   */
  static fromSecret(name: string, key: string, options: CredentialsOptions = {}): Credentials {
    const { admin = key, encoded } = checkProps(undefined, options, OPTIONS, 'Credentials.fromSecret');
    const made = bound(SecretKey.of(name, key, { encoded }), SecretKey.of(name, admin), undefined);
    return new Credentials(() => made, name, { password: key, admin, encoded });
  }

  /**
   * Properties of a key of a store outside of the cluster, which an ExternalSecret brings in as {@link SecretKey.external} does. Needs
   * `AddOn.externalSecrets`.
   *
   * @example Credentials.external('shop/orders', { admin: 'admin-password' })
   */
  static external(key: string, options: ExternalCredentialsOptions = {}): Credentials {
    const {
      password = 'password',
      store,
      ...others
    } = checkProps(undefined, options, EXTERNAL, 'Credentials.external');
    const { admin = password, encoded } = others;
    const clients = SecretKey.external(key, { property: password, encoded, store });
    const made = bound(clients, SecretKey.external(key, { property: admin, store }), undefined);
    return new Credentials(() => made, clients.secret, { password, admin, encoded });
  }

  private constructor(
    private readonly make: (scope: Construct, request: CredentialsRequest) => BoundCredentials,
    /** The name of the Secret that no Job of the app makes; `undefined` when it is generated. */
    readonly existing?: string,
    /** The keys of the two passwords in it. */
    readonly keys: CredentialsKeys = { password: 'password', admin: 'admin', encoded: 'password' },
  ) {}

  /** Makes the Secret in `scope` if it is generated. */
  bind(scope: Construct, request: CredentialsRequest): BoundCredentials {
    checkConstruct('Credentials.bind', scope);
    checkProps(scope, request, REQUEST, 'Credentials.bind');
    const credentials = this.make(scope, request);
    if (this.existing !== undefined) for (const key of [credentials.key, credentials.admin]) namedOutside(scope, key);
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
