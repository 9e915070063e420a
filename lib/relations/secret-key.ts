import { dataKey, dnsLabel } from '../checks/formats';

/** A key of a Secret in the namespace of whoever refers to it. The value itself never passes through this program. */
export class SecretKey {
  /**
   * Names a key of a Secret that somebody else creates.
   *
   * @example env: { STRIPE_KEY: SecretKey.of('stripe', 'api-key') }
   */
  static of(secret: string, key: string): SecretKey {
    if (typeof secret !== 'string') dnsLabel(undefined, 'the name of a Secret', secret);
    for (const label of secret.split('.')) dnsLabel(undefined, 'the name of a Secret', label);
    return new SecretKey(secret, dataKey('a key of a Secret', key, 'password'));
  }

  private constructor(
    readonly secret: string,
    readonly key: string,
  ) {}

  /** The same key of another Secret. */
  in(secret: string): SecretKey {
    return SecretKey.of(secret, this.key);
  }
}
