import { fail } from '../../checks/errors';
import { checkProps, FLAG, type Kinds, LIST, needed, secret, TEXT } from '../../checks/kinds';
import { escaped } from '../../checks/patterns';
import type { JsonObject } from '../../manifest/json';

/** The images that must have a signature. */
interface SignedImages {
  /**
   * Patterns for the images: `['ghcr.io/acme/*']`. Other images need no signature, such as those of stores.
   */
  readonly images: readonly string[];
}

/** Images that are signed with a key. */
export interface KeySignature extends SignedImages {
  /** The public key, in PEM. */
  readonly key: string;
  /** True if each signature must also be in the public log of Sigstore, as `cosign sign` does by default. @default true */
  readonly logged?: boolean;
}

/** Images that are signed by a pipeline or a person after a login, without a key of their own. */
export interface KeylessSignature extends SignedImages {
  /** The issuer of the login: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /**
   * The one who signs: `https://github.com/acme/shop/.github/workflows/release.yaml@refs/tags/*`. A `*` stands for any text.
   */
  readonly subject: string;
}

const KEY: Kinds<KeySignature> = { images: needed(LIST), key: needed(secret(TEXT)), logged: FLAG };
const KEYLESS: Kinds<KeylessSignature> = { images: needed(LIST), issuer: needed(TEXT), subject: needed(TEXT) };

/** The public log of signatures: https://docs.sigstore.dev/logging/overview/ */
const LOG = 'https://rekor.sigstore.dev';

/**
 * A signature that images must have: cosign makes them, and Kyverno checks them when a pod is made.
 *
 * @example new SecurityBaseline(chart, 'baseline', { signatures: [Signature.key({ images: ['ghcr.io/acme/*'], key })] })
 * @see https://docs.sigstore.dev/cosign/verifying/verify/
 */
export class Signature {
  /** A signature with a key. Throws on a pattern that matches no image, and on a key that is not public and in PEM. */
  static key(options: KeySignature): Signature {
    const { images, key, logged = true } = checkProps(undefined, options, KEY, 'Signature.key');
    // A private key must not be shown.
    if (!/^\s*-----BEGIN PUBLIC KEY-----\s[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(key)) {
      const fix = 'give the text of cosign.pub, which cosign public-key prints';
      fail(undefined, 'the key of a signature must be a public key in PEM', 'something else', fix);
    }
    const ctlog = logged ? { url: LOG } : { insecureIgnoreTlog: true, insecureIgnoreSCT: true };
    return new Signature(patterns(images), { key: { data: `${key.trim()}\n` }, ctlog });
  }

  /** A signature of a login, without a key. Throws on a pattern that matches no image, an issuer that is no URL, and on anybody as subject. */
  static keyless(options: KeylessSignature): Signature {
    const { images, issuer, subject } = checkProps(undefined, options, KEYLESS, 'Signature.keyless');
    if (!/^https:\/\/[^\s/]+(\/\S*)?$/.test(issuer)) {
      const fix = 'use a form such as https://token.actions.githubusercontent.com';
      fail(undefined, 'the issuer of a signature must be a URL with https', issuer, fix);
    }
    if (!/[^*\s]/.test(subject)) {
      const fix = 'name the one who signs, such as https://github.com/acme/shop/.github/workflows/*';
      fail(undefined, 'the subject of a signature must be somebody', subject, fix);
    }
    const who = subject.includes('*') ? { subjectRegExp: expressionOf(subject) } : { subject };
    return new Signature(patterns(images), { keyless: { identities: [{ issuer, ...who }] }, ctlog: { url: LOG } });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly images: readonly string[],
    /** The signer, as Kyverno names it. @internal */
    readonly signer: JsonObject,
  ) {}
}

function patterns(images: readonly string[]): readonly string[] {
  const fix = "use a form such as 'ghcr.io/acme/*'";
  if (images.length === 0) fail(undefined, 'a signature must be of some images', images, fix);
  for (const one of images) {
    if (!/^[\w.*-]+(:\d+)?(\/[\w.*-]+)*([:@][\w.:*-]+)?$/.test(one)) {
      fail(undefined, 'the images of a signature must be patterns of references', one, fix);
    }
  }
  return images;
}

/** Returns a regular expression for a text in which `*` stands for any text. */
function expressionOf(text: string): string {
  return `^${escaped(text).replaceAll('\\*', '.*')}$`;
}
