import { fail } from '../checks/errors';
import { dnsLabel } from '../checks/formats';

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
    if (typeof key !== 'string' || !/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === '.' || key.startsWith('..')) {
      fail(
        undefined,
        'a key of a Secret must be letters, digits, dashes, dots and underscores',
        key,
        'use a key such as password',
      );
    }
    return new SecretKey(secret, key);
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
