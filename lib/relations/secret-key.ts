import { dataKey, dnsLabel } from '../checks/formats';
import { checkProps, type Kinds, TEXT } from '../checks/kinds';

/** The settings of a key of a Secret. */
export interface SecretKeyOptions {
  /**
   * The key of the same Secret that holds the same value percent-encoded, for URLs. It is the key itself if the value has only
   * letters, digits and `-._~`. @default - a URL cannot hold the value
   */
  readonly encoded?: string | undefined;
}

const OPTIONS: Kinds<SecretKeyOptions> = { encoded: TEXT };

/** A key of a Secret in the namespace of the pod that refers to it. The app never sees the value itself. */
export class SecretKey {
  /**
   * Names a key of a Secret that is created outside of the app.
   *
   * @example env: { STRIPE_KEY: SecretKey.of('stripe', 'api-key') }
   */
  static of(secret: string, key: string, options: SecretKeyOptions = {}): SecretKey {
    const { encoded } = checkProps(undefined, options, OPTIONS, 'SecretKey.of');
    if (typeof secret !== 'string') dnsLabel(undefined, 'the name of a Secret', secret);
    for (const label of secret.split('.')) dnsLabel(undefined, 'the name of a Secret', label);
    const checked = (name: string): string => dataKey('a key of a Secret', name, 'password');
    return new SecretKey(secret, checked(key), encoded === undefined ? undefined : checked(encoded));
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly secret: string,
    readonly key: string,
    /** The key with the percent-encoded value; `undefined` when it is not known that a URL can hold the value. */
    readonly encoded: string | undefined,
  ) {}

  /** Returns the same key of another Secret. */
  in(secret: string): SecretKey {
    return SecretKey.of(secret, this.key, { encoded: this.encoded });
  }
}
