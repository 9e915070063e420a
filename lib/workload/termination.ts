import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { seconds } from '../checks/quantity';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';

export interface TerminationProps {
  readonly drain?: Duration;
  readonly shutdown?: Duration;
  readonly gracePeriod?: Duration;
}

/** The grace period of a pod, in seconds, and its preStop hook. */
export interface Termination {
  readonly gracePeriod: number;
  readonly lifecycle: JsonObject | undefined;
}

const SHUTDOWN = 25;

/**
 * Returns the grace period and the preStop hook of a pod. The drain and the shutdown must fit into the grace period, and
 * the drain must last for as long as load balancers go on sending requests.
 *
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export function termination(
  scope: Construct,
  props: TerminationProps,
  usualDrain: number,
  deregistration: number | undefined,
): Termination {
  const whole = (what: string, value: Duration): number =>
    wholeNumber(scope, `${what} in seconds`, seconds(value), 0, 86400);
  const drain = props.drain ? whole('drain', props.drain) : Math.max(usualDrain, deregistration ?? 0);
  if (drain < (deregistration ?? 0)) {
    const fix = `drain for ${deregistration} s or more, or lower the deregistration of the Cluster`;
    fail(scope, 'drain must be as long as load balancers go on sending requests', `${drain} s`, fix);
  }
  const given = props.gracePeriod && whole('gracePeriod', props.gracePeriod);
  const shutdown = props.shutdown ? whole('shutdown', props.shutdown) : given === undefined ? SHUTDOWN : 1;
  const gracePeriod = given ?? drain + shutdown;
  if (drain + shutdown > gracePeriod) {
    const got = `drain ${drain} s and shutdown ${shutdown} s in ${gracePeriod} s`;
    fail(scope, 'drain and shutdown must fit into gracePeriod', got, 'raise gracePeriod, or leave it out');
  }
  return { gracePeriod, lifecycle: drain === 0 ? undefined : { preStop: sleep(scope, drain) } };
}

/** Load balancers need some seconds to notice that a pod ends. Until then it goes on serving. */
function sleep(scope: Construct, duration: number): JsonObject {
  if (Cluster.of(scope).has('sleepAction')) return { sleep: { seconds: duration } };
  return { exec: { command: ['sleep', `${duration}`] } };
}
