import { Size } from 'cdk8s';
import { quantity } from '../../checks/quantity';
import type { JsonObject } from '../../manifest/json';
import { NOBODY } from '../../workload/pod';
import type { StoreDescription } from '../description';

const FILE = 'passwd';

/** The file in which programs of the image look up who they run as: one user, without a password. */
export function accountFile({ user = NOBODY, userName }: StoreDescription): Readonly<Record<string, string>> {
  if (userName === undefined) return {};
  return { [FILE]: `${userName}:x:${user}:${user}:${userName}:/tmp:/bin/sh\n` };
}

/** What only the server's container sees: the name of its user, and memory that its processes share. */
export function serverMounts({ userName, sharedMemory }: StoreDescription): JsonObject[] {
  return [
    ...(userName === undefined ? [] : [{ name: 'config', mountPath: '/etc/passwd', subPath: FILE, readOnly: true }]),
    ...(sharedMemory === undefined ? [] : [{ name: 'shm', mountPath: '/dev/shm' }]),
  ];
}

/** https://kubernetes.io/docs/concepts/storage/volumes/#emptydir */
export function sharedMemory({ sharedMemory: bytes }: StoreDescription): JsonObject[] {
  if (bytes === undefined) return [];
  const sizeLimit = quantity(Size.mebibytes(Math.ceil(bytes / 1024 ** 2)));
  return [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit } }];
}
