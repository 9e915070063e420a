import type { Construct } from 'constructs';
import { SecretKey } from '../binding';
import { declareExternal } from '../internal/references';
import { GeneratedSecret } from './generated-secret';

/** What making credentials needs to know. */
export interface CredentialsRequest {
  /** What the Secret is called when it is generated. */
  readonly name: string;
  /** An image with a shell, which makes the random text. */
  readonly image: string;
}

/** The key of the password, and what must be applied first. */
export interface BoundCredentials {
  readonly key: SecretKey;
  /** What makes the Secret; `undefined` when somebody else does. */
  readonly maker: Construct | undefined;
}

/**
 * Where a password comes from. It is never in a manifest.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/
 */
export class Credentials {
  /**
   * A random password that is made in the cluster and exists only there: a Job, which may only create Secrets, makes it once.
   * Needs Kubernetes 1.29; binding it on an older target is an error.
   */
  static generated(): Credentials {
    return new Credentials((scope, { name, image }) => {
      const maker = new GeneratedSecret(scope, 'Credentials', { name, image });
      return { key: SecretKey.of(name, 'password'), maker };
    });
  }

  /** A key of a Secret that somebody else creates in the same namespace. */
  static fromSecret(name: string, key: string): Credentials {
    const secret = SecretKey.of(name, key);
    return new Credentials(() => ({ key: secret, maker: undefined }));
  }

  private constructor(private readonly make: (scope: Construct, request: CredentialsRequest) => BoundCredentials) {}

  /** Makes what has to be made, in `scope`. */
  bind(scope: Construct, request: CredentialsRequest): BoundCredentials {
    const bound = this.make(scope, request);
    declareExternal(scope, 'Secret', bound.key.secret);
    return bound;
  }
}
