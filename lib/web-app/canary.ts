import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { requires } from '../cluster/add-ons/requires';
import { RolloutStrategy } from '../workload/rollout-strategy';
import type { Canary, WebAppProps } from './props';

/** The settled value of a {@link Canary}. */
export interface SettledCanary {
  /** The percentage of the requests that it gets. */
  readonly weight: number;
  /** The props of its app: those of the app, under another name. */
  readonly props: WebAppProps;
}

/** Settles the canary of an app of a name. Throws where nothing can share requests by weight. */
export function settleCanary(scope: Construct, name: string, props: WebAppProps, canary: Canary): SettledCanary {
  check(scope, props, canary);
  const { image, replicas, weight } = canary;
  const { budget: _budget, canary: _canary, nodePort: _nodePort, scaling, selector: _selector, ...others } = props;
  const { serviceName, ...common } = others;
  const part = (count: number): number => Math.max(Math.ceil((count * weight) / 100), Math.min(count, 2));
  const scaled = scaling && { ...scaling, min: part(scaling.min ?? 3), from: undefined };
  return {
    weight,
    props: {
      ...common,
      expose: undefined,
      loadBalancer: undefined,
      containerName: props.containerName ?? name,
      name: `${name}-canary`,
      serviceName: serviceName && `${serviceName}-canary`,
      image,
      scaling: replicas === undefined ? scaled : undefined,
      replicas: replicas ?? (scaling ? undefined : part(props.replicas ?? 3)),
    },
  };
}

function check(scope: Construct, { host, hosts = [], strategy }: WebAppProps, { weight }: Canary): void {
  wholeNumber(scope, 'canary.weight', weight, 0, 100);
  if (host === undefined && hosts.length === 0) {
    fail(scope, 'a canary needs a host whose requests it shares', 'none', 'give the host of the app');
  }
  if (strategy instanceof RolloutStrategy) {
    fail(scope, 'either canary or a Rollout may be given', `canary and a ${strategy.title} rollout`, 'remove one');
  }
  requires(scope, 'gateway', 'a canary by weight', 'use strategy RolloutStrategy.canary with Argo Rollouts');
}
