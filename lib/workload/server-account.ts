import { Size } from 'cdk8s';
import { quantity } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';
import { NOBODY } from './pod';
import type { ServerDescription } from './server-description';
import type { ServerMount } from './server-plan';

const FILE = 'passwd';

/** Returns the file in which programs of the image look up their user: one user, without a password. */
export function accountFile({ user = NOBODY, userName }: ServerDescription): Readonly<Record<string, string>> {
  if (userName === undefined || user === 'none') return {};
  return { [FILE]: `${userName}:x:${user}:${user}:${userName}:/tmp:/bin/sh\n` };
}

/** The mounts of the server's container only: the file of its user, and memory that its processes share. */
export function accountMounts({ user, userName, sharedMemory }: ServerDescription): ServerMount[] {
  const passwd = { name: 'config', path: '/etc/passwd', file: FILE, readOnly: true, seenBy: 'server' } as const;
  const shared = { name: 'shm', path: '/dev/shm', seenBy: 'server' } as const;
  return [
    ...(userName === undefined || user === 'none' ? [] : [passwd]),
    ...(sharedMemory === undefined ? [] : [shared]),
  ];
}

/** https://kubernetes.io/docs/concepts/storage/volumes/#emptydir */
export function sharedMemory({ sharedMemory: bytes }: ServerDescription): JsonObject[] {
  if (bytes === undefined) return [];
  const sizeLimit = quantity(Size.mebibytes(Math.ceil(bytes / 1024 ** 2)));
  return [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit } }];
}
