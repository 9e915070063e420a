import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { requires } from '../cluster/add-ons/requires';
import { RolloutStrategy } from '../workload/rollout-strategy';
import type { WebAppProps } from './props';
import type { WebApp } from './web-app';

/**
 * Another version of an app that gets a share of the requests for its hosts. Each step is a change of `weight`: 0 to look at it through
 * its own Service, 100 to leave the old version without requests while `image` follows; then `canary` is removed.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/traffic-splitting/
 */
export interface Canary {
  /** The image with its version. */
  readonly image: string;
  /** The percentage of the requests for the hosts of the app that it gets, from 0 to 100. */
  readonly weight: number;
  /** The number of its pods. @default - its share of the pods of the app, at least two; with `scaling`, of `scaling.min` */
  readonly replicas?: number;
}

/** Which app the props of a canary were made for. */
const apps = new WeakMap<WebAppProps, WebApp>();

/** The app that has these props for its canary. */
export function appOfCanary(props: WebAppProps): WebApp | undefined {
  return apps.get(props);
}

/** The props of the app of a canary: as those of the app, under another name. Throws where nothing can share requests by weight. */
export function canaryProps(app: WebApp, name: string, props: WebAppProps, canary: Canary): WebAppProps {
  check(app, props, canary);
  const { image, replicas, weight } = canary;
  const { budget: _budget, canary: _canary, scaling, selector: _selector, serviceName, ...common } = props;
  const part = (count: number): number => Math.max(Math.ceil((count * weight) / 100), Math.min(count, 2));
  const scaled = scaling && { ...scaling, min: part(scaling.min ?? 3) };
  const made: WebAppProps = {
    ...common,
    expose: undefined,
    loadBalancer: undefined,
    containerName: props.containerName ?? name,
    name: `${name}-canary`,
    serviceName: serviceName && `${serviceName}-canary`,
    image,
    scaling: replicas === undefined ? scaled : undefined,
    replicas: replicas ?? (scaling ? undefined : part(props.replicas ?? 3)),
  };
  apps.set(made, app);
  return made;
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
