import { fail } from '../checks/errors';
import { checkProps, type Kinds, made, needed, TABLE, TEXT, tableOf } from '../checks/kinds';
import { CloudIdentity } from '../identity/cloud-identity';
import { Port } from '../network/port';
import { CA, PEER, SECRET } from '../relations/reference-kinds';
import { type AzureProps, azure } from './azure';
import { type GcsProps, gcs } from './gcs';
import type { ObjectStoreModel } from './object-store-model';
import { checkBackend, checkOptionName } from './rclone-options';
import { type S3Props, s3 } from './s3';

const MODEL: Kinds<ObjectStoreModel> = {
  url: needed(TEXT),
  root: needed(TEXT),
  options: needed(TABLE),
  secrets: tableOf(SECRET),
  identity: made(CloudIdentity, 'a CloudIdentity', 'use CloudIdentity.awsRole(arn), for example'),
  ca: CA,
  peer: needed(PEER),
  port: needed(made(Port, 'a Port', "use Port.tcp(22, 'ssh'), for example")),
};

/** Checks the names of options, which end the names of variables or are those of files. */
function checkOptions({ options, secrets }: ObjectStoreModel): void {
  const backend = options['TYPE'] ?? '';
  checkBackend(backend);
  for (const name of Object.keys({ ...options, ...secrets })) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) {
      fail(undefined, 'options of rclone must be named as in its variables', name, 'use a form such as ACCESS_KEY_ID');
    }
    if (name === 'TYPE') continue;
    const { secret } = checkOptionName(backend, name.toLowerCase(), name);
    if (secret && name in options) {
      fail(undefined, `option ${name} is secret`, 'text', `use secrets: { ${name}: SecretKey.of('backups', '…') }`);
    }
  }
}

/**
 * A place for backups: a bucket, and a prefix in it. rclone writes and reads it, from its official image.
 *
 * @example ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: CloudIdentity.awsRole(arn) })
 */
export class ObjectStore {
  /** A bucket of Amazon S3, or of a service with its protocol. Throws when S3 would refuse a prop. */
  static s3(props: S3Props): ObjectStore {
    return new ObjectStore(s3(props));
  }

  /** A bucket of Google Cloud Storage. Throws when it would refuse a prop. */
  static gcs(props: GcsProps): ObjectStore {
    return new ObjectStore(gcs(props));
  }

  /** A container of Azure Blob Storage. Throws when it would refuse a prop. */
  static azure(props: AzureProps): ObjectStore {
    return new ObjectStore(azure(props));
  }

  /** Any other backend that rclone can write to: https://rclone.org/overview/ */
  static of(model: ObjectStoreModel): ObjectStore {
    checkProps(undefined, model, MODEL, 'ObjectStore.of');
    checkOptions(model);
    return new ObjectStore(model);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The options of rclone, and the network peer. */
    readonly model: ObjectStoreModel,
  ) {}
}
