import { textAt } from '../../manifest/json';
import type { TargetPort } from '../connections';
import { type Inventory, nameOf, type Workload } from '../inventory';

const CLIENTS = ['scheduled-task', 'web-app', 'worker'];
const PROVIDERS = ['stateful-store', 'web-app'];

/** Returns what opens the network from a client to a server: the call of Mainstay, if Mainstay makes both. */
export function connecting(
  inventory: Inventory,
  client: Workload,
  server: Workload,
  ports: readonly TargetPort[],
): string {
  if (isOwn(client, CLIENTS) && isOwn(server, PROVIDERS)) {
    const [consumer, provider] = [camelCase(labelOf(client, 'name')), camelCase(providerOf(inventory, server))];
    return `call ${consumer}.uses(${provider}), whose variables have the address, or ${provider}.allowFrom(${consumer})`;
  }
  const what = ports.map(({ number, protocol }) => `${protocol} ${number}`).join(', ');
  const [from, to] = [client, server].map(({ manifest }) => `${manifest.kind} ${nameOf(manifest)}`);
  const own = isOwn(client, CLIENTS)
    ? `call ${camelCase(labelOf(client, 'name'))}.uses with an IBindable for`
    : 'let NetworkPolicies open';
  return `${own} port ${what} of ${to}${isOwn(client, CLIENTS) ? '' : ` to ${from}`}`;
}

function isOwn(workload: Workload, components: readonly string[]): boolean {
  return labelOf(workload, 'managed-by') === 'mainstay' && components.includes(labelOf(workload, 'component'));
}

/** The proxy of a store is reached by the store. */
function providerOf(inventory: Inventory, server: Workload): string {
  const name = labelOf(server, 'name');
  const store = name.replace(/-primary$/, '');
  return inventory.find('StatefulSet', server.namespace, store) ? store : name;
}

function labelOf({ manifest }: Workload, name: string): string {
  return textAt(manifest, 'metadata', 'labels', `app.kubernetes.io/${name}`) ?? '';
}

function camelCase(name: string): string {
  return name.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
