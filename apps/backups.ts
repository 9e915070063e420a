import { ObjectStore, SecretKey } from '../lib';

/** The bucket for the backups of every team. Its keys are in the Secret `backups`, which each namespace has. */
export const backups = ObjectStore.s3({
  bucket: 'acme-backups',
  region: 'eu-west-1',
  credentials: {
    accessKeyId: SecretKey.of('backups', 'access-key'),
    secretAccessKey: SecretKey.of('backups', 'secret-key'),
  },
});
