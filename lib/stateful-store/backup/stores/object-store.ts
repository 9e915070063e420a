import { fail } from '../../../checks/errors';
import { checkProps, type Kinds, made, needed, TABLE, TEXT, tableOf } from '../../../checks/kinds';
import { CloudIdentity } from '../../../identity/cloud-identity';
import { Port } from '../../../network/port';
import { CA, PEER, SECRET } from '../../../relations/reference-kinds';
import { type AzureProps, azure } from './azure';
import { type GcsProps, gcs } from './gcs';
import type { ObjectStoreModel } from './object-store-model';
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

/** Checks the name of an option, which ends the name of a variable or is that of a file. */
function optionName(name: string): void {
  if (/^[A-Z][A-Z0-9_]*$/.test(name)) return;
  fail(undefined, 'options of rclone must be named as in its variables', name, 'use a form such as ACCESS_KEY_ID');
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
    for (const name of Object.keys({ ...model.options, ...model.secrets })) optionName(name);
    return new ObjectStore(model);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The options of rclone, and the network peer. */
    readonly model: ObjectStoreModel,
  ) {}
}
