import { Duration } from 'cdk8s';
import type { JsonObject } from '../manifest/json';
import type { Port } from '../network/port';
import { probes as asked } from './health';

export interface ProbePlan {
  readonly port: Port;
  readonly path: string | undefined;
  /** How long the start may take, in seconds. */
  readonly startup: number;
}

/** The probes of a server of Mainstay's own. */
export function probes({ port, path, startup }: ProbePlan): JsonObject {
  return asked(undefined, { health: path, startup: Duration.seconds(startup) }, port);
}
