import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { either, type Kinds, NONE } from '../checks/kinds';
import { Cluster } from '../cluster/cluster';
import { ID } from './extra-container';
import type { PodUser } from './pod';

/** The user and group of the processes in pods. */
export interface PodUserProps {
  /**
   * The user id, not 0; `'none'` for that of the image, which must be a number other than 0. A cluster that assigns users
   * (`podUsers: 'assigned'`) takes no number. @default 65532
   */
  readonly user?: PodUser;
  /**
   * The group id, also of volumes. 0 is for images whose files belong to the group root, as OpenShift wants it; it gives no rights of
   * the user root. @default - the user id
   */
  readonly group?: number;
}

export const POD_USER: Kinds<PodUserProps> = { user: either(ID, NONE), group: ID };

/** Returns the user of pods, if one is given. Throws when it is root, or when the cluster assigns it. */
export function userOf(scope: Construct, user: PodUser | undefined): PodUser | undefined {
  return user === 'none' ? user : id(scope, 'user', user, 1);
}

/** Returns the group of pods, if one is given. Throws when it is no group, or when the cluster assigns it. */
export function groupOf(scope: Construct, group: number | undefined): number | undefined {
  return id(scope, 'group', group, 0);
}

function id(scope: Construct, what: 'user' | 'group', value: number | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (Cluster.of(scope).podUsers === 'assigned') {
    const fix = 'leave it out, or leave podUsers of the Cluster out and let the accounts use other users';
    fail(scope, `${what} must be left to the cluster, which assigns it`, value, fix);
  }
  return wholeNumber(scope, what, value, least, 2 ** 31 - 1);
}
