import type { JsonObject } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import type { SecretKey } from '../../relations/secret-key';
import type { Destinations } from './alerts';
import { type Route, routesOf, routeTree } from './routes';

/** The alerts about a node that runs no pods any more. */
const NODE_DOWN = 'NodeNotReady|NodeUnreachable';
const LESS = 'severity=~"warning|info"';

/**
 * The alerts that are not sent while another one fires: those of less weight about the same workload or the same node, and all about
 * a node that is down. A workload has a `job`, and an alert about a node has none.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule
 */
const INHIBITIONS: readonly JsonObject[] = [
  {
    equal: ['namespace', 'job'],
    source_matchers: ['severity="critical"', 'job!=""'],
    target_matchers: [LESS, 'job!=""'],
  },
  {
    equal: ['node'],
    source_matchers: ['severity="critical"', 'job=""', 'node!=""'],
    target_matchers: [LESS, 'job=""', 'node!=""'],
  },
  {
    equal: ['node'],
    source_matchers: [`alertname=~"${NODE_DOWN}"`, 'node!=""'],
    target_matchers: [`alertname!~"${NODE_DOWN}"`, 'node!=""'],
  },
  {
    equal: ['namespace', 'persistentvolumeclaim'],
    source_matchers: ['alertname=~"VolumeNearlyFull|VolumeFilling"', 'persistentvolumeclaim!=""'],
    target_matchers: ['alertname=~"ClaimNearlyFull|ClaimFilling"', 'persistentvolumeclaim!=""'],
  },
];

/** Returns the keys of the Secrets of all receivers, by a name for the directory of each. */
export function receiverSecrets(destinations: Destinations): Readonly<Record<string, SecretKey>> {
  return Object.fromEntries(
    routesOf(destinations).flatMap(({ name, receiver }) =>
      Object.entries(receiver?.model.secrets ?? {}).map(([secret, key]) => [directory(name, secret), key]),
    ),
  );
}

/**
 * The file `alertmanager.yml`. `path` returns the path of the file with a key of a Secret.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/
 */
export function alertmanagerYaml(destinations: Destinations, path: (of: string, key: SecretKey) => string): string {
  const routes = routesOf(destinations);
  const receivers = [...new Map(routes.map((route) => [route.name, receiver(route, path)])).values()];
  return yamlText({ inhibit_rules: INHIBITIONS, receivers, route: routeTree(routes) });
}

function receiver({ name, receiver: to }: Route, path: (of: string, key: SecretKey) => string): JsonObject {
  if (!to) return { name };
  const { integration, settings, secrets } = to.model;
  const file = (secret: string): string => {
    const key = secrets[secret];
    return key ? path(directory(name, secret), key) : '';
  };
  return { name, [integration]: [settings(file)] };
}

function directory(receiver: string, secret: string): string {
  return `${receiver}-${secret}`;
}
