import { dataKey, dnsLabel } from '../checks/formats';

/** A key of a Secret in the namespace of the pod that refers to it. The app never sees the value itself. */
export class SecretKey {
  /**
   * Names a key of a Secret that is created outside of the app.
   *
   * @example env: { STRIPE_KEY: SecretKey.of('stripe', 'api-key') }
   */
  static of(secret: string, key: string): SecretKey {
    if (typeof secret !== 'string') dnsLabel(undefined, 'the name of a Secret', secret);
    for (const label of secret.split('.')) dnsLabel(undefined, 'the name of a Secret', label);
    return new SecretKey(secret, dataKey('a key of a Secret', key, 'password'));
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly secret: string,
    readonly key: string,
  ) {}

  /** Returns the same key of another Secret. */
  in(secret: string): SecretKey {
    return SecretKey.of(secret, this.key);
  }
}
