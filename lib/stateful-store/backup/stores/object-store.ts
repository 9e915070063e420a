import { fail } from '../../../checks/errors';
import { checkKinds, made, needed, PROPS, TABLE, TEXT } from '../../../checks/kinds';
import { CloudIdentity } from '../../../identity/cloud-identity';
import { CA, PEER, PORT, SECRET } from '../../../relations/reference-kinds';
import { type AzureProps, azure } from './azure';
import { type GcsProps, gcs } from './gcs';
import type { ObjectStoreModel } from './object-store-model';
import { type S3Props, s3 } from './s3';

const MODEL = {
  url: needed(TEXT),
  root: needed(TEXT),
  options: needed(TABLE),
  secrets: PROPS,
  identity: made(CloudIdentity, 'a CloudIdentity', 'use CloudIdentity.awsRole(arn), for example'),
  ca: CA,
  peer: needed(PEER),
  port: needed(PORT),
};

/** It becomes the end of a variable's name, and of a file's. */
function optionName(name: string): void {
  if (/^[A-Z][A-Z0-9_]*$/.test(name)) return;
  fail(undefined, 'options of rclone must be named as in its variables', name, 'use a form such as ACCESS_KEY_ID');
}

/**
 * A place for backups: a bucket, and a prefix in it. It is written and read by rclone from its official image.
 *
 * @example ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: CloudIdentity.awsRole(arn) })
 */
export class ObjectStore {
  /** A bucket of Amazon S3, or of anything that speaks its protocol. Throws when a prop is not what S3 takes. */
  static s3(props: S3Props): ObjectStore {
    return new ObjectStore(s3(props));
  }

  /** A bucket of Google Cloud Storage. Throws when a prop is not what it takes. */
  static gcs(props: GcsProps): ObjectStore {
    return new ObjectStore(gcs(props));
  }

  /** A container of Azure Blob Storage. Throws when a prop is not what it takes. */
  static azure(props: AzureProps): ObjectStore {
    return new ObjectStore(azure(props));
  }

  /** Anything else that rclone can write to: https://rclone.org/overview/ */
  static of(model: ObjectStoreModel): ObjectStore {
    checkKinds(undefined, model, MODEL, 'ObjectStore.of');
    for (const key of Object.values(model.secrets ?? {}))
      checkKinds(undefined, { secrets: key }, { secrets: needed(SECRET) });
    for (const name of Object.keys({ ...model.options, ...model.secrets })) optionName(name);
    return new ObjectStore(model);
  }

  private constructor(
    /** The way to it. */
    readonly model: ObjectStoreModel,
  ) {}
}
