import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer } from '../network/peer';
import { nameExternal } from '../registry/external-objects';
import type { Binding, BindingClient, IBindable, UsesOptions } from './binding';
import type { Environment } from './environment';
import { namedOutside } from './named-outside';
import { elsewhere, inOneCluster } from './one-cluster';
import { ownVariables } from './own-variables';
import { encodedInUrls } from './secret-in-url';
import { SecretKey } from './secret-key';
import { withoutStutter } from './variable-names';

/** A workload that takes the variables and files of the things that it uses. */
export interface Consumer extends IPeer {
  readonly construct: Construct;
  readonly environment: Environment;
  /** The workload as providers see it. */
  readonly client: BindingClient;
  /** Mounts a key of a Secret and returns the path of the file. */
  mountSecret(directory: string, key: SecretKey): string;
}

/** The binding of a provider, and the wishes of the consumer. */
interface Bound extends Pick<UsesOptions, 'env' | 'secret'> {
  readonly prefix: string;
  readonly binding: Binding;
}

/** Sets the variables about a provider: the usual ones, or those that the program composes itself. */
export function setVariables<Parts>(
  consumer: Consumer,
  provider: IBindable<Parts>,
  { prefix, binding, env: forms, secret }: Bound,
): void {
  const { construct, environment } = consumer;
  const { name, scope } = provider.peer;
  const source = scope?.node.path ?? name;
  const mount = (variable: string, key: SecretKey): string => {
    // The CA is in another Secret than the password.
    const directory = variable.endsWith('_CA_FILE') ? `${name}-ca` : name;
    return consumer.mountSecret(directory, readableKey(construct, provider, key, secret));
  };
  const { env, files } = forms
    ? { env: ownVariables(construct, { name, prefix, binding, mount }, forms), files: {} }
    : usual(prefix, binding);
  for (const [variable, value] of Object.entries(env)) {
    const reachable = value instanceof SecretKey ? readableKey(construct, provider, value, secret) : value;
    environment.set(variable, reachable, source);
  }
  for (const [variable, key] of Object.entries(files)) environment.set(variable, mount(variable, key), source);
}

function usual(
  prefix: string,
  binding: Binding,
): Required<Pick<Binding, 'env'>> & { files: Record<string, SecretKey> } {
  const { env, files } = withoutStutter(prefix, binding);
  const encoded = Object.entries(env).map(([name, value]) => {
    if (typeof value !== 'string') return { [name]: value };
    const { text, variables } = encodedInUrls(value, (variable) => env[variable]);
    return { ...variables, [name]: text };
  });
  return { env: Object.assign({}, ...encoded), files: { ...files } };
}

/** Returns the key that pods in the namespace of `scope` can read: they cannot read Secrets of other namespaces. */
export function readableKey(scope: Construct, provider: IPeer, key: SecretKey, secret: string | undefined): SecretKey {
  inOneCluster(scope, `the use of ${provider.peer.name}`, provider.peer.scope, elsewhere(provider.peer));
  if (secret !== undefined) {
    nameExternal(scope, 'Secret', secret);
    return key.in(secret);
  }
  // A store outside of the cluster has it for every namespace.
  if (key.source) {
    namedOutside(scope, key);
    return key;
  }
  // The credentials of a provider outside of the app are made there too.
  if (!provider.peer.scope) nameExternal(scope, 'Secret', key.secret);
  const home = provider.peer.scope && namespaceOf(provider.peer.scope);
  const here = namespaceOf(scope);
  if (provider.peer.scope && home !== here) {
    const fix = `copy Secret ${key.secret} into ${here ?? 'the namespace of the chart'} and pass { secret: 'its-name' }`;
    fail(scope, `credentials of ${provider.peer.name} must be in the namespace that uses them`, home, fix);
  }
  return key;
}
