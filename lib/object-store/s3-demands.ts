import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { type Kind, type Kinds, NUMBER, needed, object, oneOf, TEXT } from '../checks/kinds';
import { SECRET } from '../relations/reference-kinds';
import type { SecretKey } from '../relations/secret-key';

/** A key of KMS: `{ kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/…' }`. */
export interface KmsKey {
  /** The ARN of the key, or its alias. The credentials need `kms:GenerateDataKey` and `kms:Decrypt`. */
  readonly kmsKey: string;
}

/** A key that the service does not keep (SSE-C). The backups are lost with it. */
export interface CustomerKey {
  /** The key of a Secret with 32 random bytes in base64, as `openssl rand -base64 32` prints them. */
  readonly customerKey: SecretKey;
}

/** The retention of every object, before which it cannot be deleted: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
export interface ObjectLock {
  /** With `governance`, a permission of its own can still delete them. */
  readonly mode: 'governance' | 'compliance';
  /** The days for which each object is kept. */
  readonly days: number;
}

/** The demands of a bucket on everything that is written to it. */
export interface S3Demands {
  /**
   * The encryption that every upload names: the service's keys (`AES256`), keys of KMS (`aws:kms` or one key), or a key of your own.
   * @default - that of the bucket, which may be any
   */
  readonly encryption?: 'AES256' | 'aws:kms' | KmsKey | CustomerKey;
  /** The storage class of the objects. Classes that take hours to read are refused. @default - that of the bucket */
  readonly storageClass?: string;
  /** The owner of the objects in a bucket of another account. @default - no ACL is sent, as most buckets want it */
  readonly acl?: 'private' | 'bucket-owner-read' | 'bucket-owner-full-control';
  /** The lock of every object, in a bucket with versions. Old backups are then hidden when they are not kept, and deleted by the bucket. @default - that of the bucket */
  readonly lock?: ObjectLock;
}

const KEY: Kinds<KmsKey> = { kmsKey: needed(TEXT) };
const OWN_KEY: Kinds<CustomerKey> = { customerKey: needed(SECRET) };

const EXAMPLE = "use 'aws:kms', { kmsKey: 'arn:…' } or { customerKey: SecretKey.of('backups', 'key') }";
const ENCRYPTION: Kind = {
  is: (value) => ['AES256', 'aws:kms'].includes(value as string) || (typeof value === 'object' && value !== null),
  what: 'AES256, aws:kms or a key',
  fix: EXAMPLE,
  secret: true,
  inside: (scope, value, about) => {
    if (typeof value === 'string') return;
    const kind = 'customerKey' in (value as object) ? object<CustomerKey>(OWN_KEY) : object<KmsKey>(KEY);
    kind.inside?.(scope, value, about);
  },
};

export const DEMANDS: Kinds<S3Demands> = {
  encryption: ENCRYPTION,
  storageClass: TEXT,
  acl: oneOf('private', 'bucket-owner-read', 'bucket-owner-full-control'),
  lock: object<ObjectLock>(
    { mode: needed(oneOf('governance', 'compliance')), days: needed(NUMBER) },
    "use { mode: 'governance', days: 30 }",
  ),
};

/** Classes whose objects must be thawed before they can be read. */
const FROZEN = ['GLACIER', 'DEEP_ARCHIVE', 'ARCHIVE', 'DEEP_COLD_ARCHIVE', 'COLD_ARCHIVE'];

/** The options of rclone for these demands, and those that are secret. Throws on what could not be read back. */
export function demanded(
  { encryption, storageClass, acl, lock }: S3Demands,
  url: string,
): {
  readonly options: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretKey>>;
} {
  if (storageClass !== undefined && !/^[A-Z][A-Z0-9_]*$/.test(storageClass)) {
    fail(undefined, 'storageClass must be one that the service names', storageClass, 'use STANDARD_IA, for example');
  }
  if (storageClass !== undefined && FROZEN.includes(storageClass)) {
    const fix = 'use GLACIER_IR or STANDARD_IA, or move old backups with a rule of the bucket';
    fail(
      undefined,
      'storageClass must be one that can be read at once, because a backup is read back',
      storageClass,
      fix,
    );
  }
  if (lock) wholeNumber(undefined, 'lock.days', lock.days, 1, 36_500);
  const own = typeof encryption === 'object' && 'customerKey' in encryption ? encryption.customerKey : undefined;
  if (own && url.startsWith('http:'))
    fail(undefined, 'a key of your own must not travel unencrypted', url, 'use an endpoint with https://');
  return {
    options: {
      ...encrypted(encryption),
      ...(storageClass !== undefined && { STORAGE_CLASS: storageClass }),
      ...(acl && { ACL: acl }),
      ...(lock && { OBJECT_LOCK_MODE: lock.mode.toUpperCase(), OBJECT_LOCK_RETAIN_UNTIL_DATE: `${lock.days}d` }),
    },
    secrets: own ? { SSE_CUSTOMER_KEY_BASE64: own } : {},
  };
}

function encrypted(encryption: S3Demands['encryption']): Readonly<Record<string, string>> {
  if (encryption === undefined) return {};
  if (typeof encryption === 'string') return { SERVER_SIDE_ENCRYPTION: encryption };
  if ('customerKey' in encryption) return { SSE_CUSTOMER_ALGORITHM: 'AES256' };
  const { kmsKey } = encryption;
  if (!/^(arn:[a-z-]+:kms:\S+|alias\/\S+|[0-9a-f-]{36}|mrk-[0-9a-f]+)$/.test(kmsKey)) {
    fail(
      undefined,
      'encryption.kmsKey must be the ARN, the id or the alias of a key',
      kmsKey,
      'use arn:aws:kms:REGION:ACCOUNT:key/ID',
    );
  }
  return { SERVER_SIDE_ENCRYPTION: 'aws:kms', SSE_KMS_KEY_ID: kmsKey };
}
