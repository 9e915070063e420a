import type { Duration } from 'cdk8s';
import { DURATION, type Kinds, NUMBER } from '../checks/kinds';

/** The limits of something that runs to its end. */
export interface RunProps {
  /** The longest time that a run may take, all attempts together. @default Duration.hours(1) */
  readonly timeout?: Duration;
  /** The number of retries of a run. Pods that the cluster evicts do not count. @default 2 */
  readonly backoffLimit?: number;
}

export const RUN: Kinds<RunProps> = { timeout: DURATION, backoffLimit: NUMBER };
