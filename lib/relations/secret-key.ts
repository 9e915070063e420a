import { fail } from '../checks/errors';
import { dataKey, dnsLabel } from '../checks/formats';
import { checkProps, FLAG, type Kinds, needed, TEXT } from '../checks/kinds';
import { type SecretStoreName, STORE, storeOf } from '../cluster/add-ons/external-secrets';
import type { SecretSource } from './external-secret';

/** The settings of a key of a Secret. */
export interface SecretKeyOptions {
  /**
   * The key of the same Secret that holds the same value percent-encoded, for URLs. It is the key itself if the value has only
   * letters, digits and `-._~`. @default - a URL cannot hold the value
   */
  readonly encoded?: string | undefined;
  /** True if pods may start without the key: its variable is then not set, and its file is not there. @default false */
  readonly optional?: boolean | undefined;
}

/** The settings of a key of a store. */
export interface ExternalKeyOptions {
  /** The property of the key in the store, which becomes the key of the Secret. @default - the whole value, as `value` */
  readonly property?: string;
  /** The property with the same value percent-encoded, as `encoded` of {@link SecretKeyOptions}. @default - a URL cannot hold the value */
  readonly encoded?: string;
  /** The name of a store of the cluster, or a Vault. @default - that of `AddOn.externalSecrets` */
  readonly store?: SecretStoreName;
  /** The name of the Secret. @default - the key with dashes for slashes */
  readonly secret?: string;
}

/** The settings of a file that comes from a store without a Secret. */
export interface MountedKeyOptions {
  /** The property of the key in the store. */
  readonly property: string;
}

/** The place of a file outside of the cluster. */
export interface MountedSource {
  /** The key in the store: `shop/stripe`. */
  readonly remote: string;
  readonly property: string;
}

const MOUNTED: Kinds<MountedKeyOptions> = { property: needed(TEXT) };
const OPTIONS: Kinds<SecretKeyOptions> = { encoded: TEXT, optional: FLAG };
const EXTERNAL: Kinds<ExternalKeyOptions> = { property: TEXT, encoded: TEXT, store: STORE, secret: TEXT };

/** A key of a Secret in the namespace of the pod that refers to it. The app never sees the value itself. */
export class SecretKey {
  /**
   * Names a key of a Secret that is created outside of the app.
   *
   * @example env: { STRIPE_KEY: SecretKey.of('stripe', 'api-key') }
   */
  static of(secret: string, key: string, options: SecretKeyOptions = {}): SecretKey {
    const { encoded, optional = false } = checkProps(undefined, options, OPTIONS, 'SecretKey.of');
    if (typeof secret !== 'string') dnsLabel(undefined, 'the name of a Secret', secret);
    for (const label of secret.split('.')) dnsLabel(undefined, 'the name of a Secret', label);
    return new SecretKey(secret, checked(key), encoded === undefined ? undefined : checked(encoded), optional);
  }

  /**
   * Names a secret of a store outside of the cluster. An ExternalSecret brings it into the namespace of each consumer, once for all keys
   * of one source, and again every hour. Needs `AddOn.externalSecrets`.
   *
   * @example env: { STRIPE_KEY: SecretKey.external('shop/stripe', { property: 'api-key' }) }
   * @see https://external-secrets.io/latest/api/externalsecret/
   */
  static external(key: string, options: ExternalKeyOptions = {}): SecretKey {
    const { property, encoded, store, secret } = checkProps(undefined, options, EXTERNAL, 'SecretKey.external');
    checkPath('an external secret', key);
    const name = dnsLabel(undefined, 'the name of a Secret', secret ?? dashed(key));
    const own = property === undefined ? WHOLE : checked(property);
    const properties = { [own]: property, ...(encoded !== undefined && { [checked(encoded)]: encoded }) };
    return new SecretKey(name, own, encoded, false, { remote: key, store: storeOf(store), properties });
  }

  /**
   * Names a secret of Vault for a file that never becomes a Secret: the Secrets Store CSI driver writes it when a pod starts. It is for
   * `secretFiles` of a WebApp, a Worker, a ScheduledTask or a Task only. Needs `AddOn.secretsStoreCsi`.
   *
   * @example secretFiles: { '/run/stripe/key': SecretKey.csi('shop/stripe', { property: 'api-key' }) }
   * @see https://secrets-store-csi-driver.sigs.k8s.io/
   */
  static csi(key: string, options: MountedKeyOptions): SecretKey {
    const { property } = checkProps(undefined, options, MOUNTED, 'SecretKey.csi');
    checkPath('a mounted secret', key);
    return new SecretKey(dashed(key), checked(property), undefined, false, undefined, { remote: key, property });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly secret: string,
    readonly key: string,
    /** The key with the percent-encoded value; `undefined` when it is not known that a URL can hold the value. */
    readonly encoded: string | undefined,
    /** True if pods may start without the key. */
    readonly optional: boolean,
    /** The place outside of the cluster; `undefined` for a Secret that others make. @internal */
    readonly source?: SecretSource,
    /** The place of a value that is in no Secret; `undefined` for a key of a Secret. @internal */
    readonly mounted?: MountedSource,
  ) {}

  /** Returns the same key of another Secret. */
  in(secret: string): SecretKey {
    return SecretKey.of(secret, this.key, { encoded: this.encoded, optional: this.optional });
  }
}

/** The key of a Secret that holds the whole value of its source. */
const WHOLE = 'value';

function checkPath(what: string, key: string): void {
  if (typeof key === 'string' && key.trim() !== '' && !/^\/|\/$|\s/.test(key)) return;
  const fix = "use its path in the store without slashes at the ends, such as 'shop/stripe'";
  fail(undefined, `the key of ${what} must be a path`, key, fix);
}

function checked(name: string): string {
  return dataKey('a key of a Secret', name, 'password');
}

/** `shop/stripe_live` → `shop-stripe-live` */
function dashed(key: string): string {
  return key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}
