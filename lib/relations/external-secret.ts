import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { externalSecrets, type SecretStoreName } from '../cluster/add-ons/external-secrets';
import { requires } from '../cluster/add-ons/requires';
import { VAULT_AUDIENCE, Vault } from '../cluster/vault';
import type { JsonObject } from '../manifest/json';
import { standardLabels } from '../manifest/labels';
import { namespaceOf, PlainObject } from '../manifest/plain-object';
import { reserveName } from '../registry/names';
import { ClusterRecord } from '../registry/registry';

/** The place of a secret outside of the cluster. */
export interface SecretSource {
  /** The key in the store: `shop/stripe`. */
  readonly remote: string;
  /** The store; `undefined` for that of the cluster. */
  readonly store: SecretStoreName | undefined;
  /** The property of each key of the Secret; `undefined` for the whole value. */
  readonly properties: Readonly<Record<string, string | undefined>>;
}

/** An ExternalSecret, which all consumers of its source share. */
interface Carrier {
  readonly remote: string;
  readonly store: string;
  readonly properties: Map<string, string | undefined>;
}

const carriers = new ClusterRecord(() => new Map<string, Carrier>());
const stores = new ClusterRecord(() => new Map<string, Vault>());

/**
 * Makes the ExternalSecret that brings a Secret into the namespace of `scope`, once for each source, and the SecretStore of a Vault.
 * Throws when the cluster has no External Secrets or no store, and when two sources would make one Secret.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function bringIn(scope: Construct, secret: string, source: SecretSource): void {
  const otherwise = 'use SecretKey.of(secret, key) for a Secret that is made outside of the app';
  const { kind, store: usual } = requires(scope, 'externalSecrets', 'a secret from a store', otherwise);
  const store = source.store ?? usual;
  if (store === undefined) {
    const fix = `say ${externalSecrets.call} in the Cluster, or { store: 'vault' } for the key`;
    fail(scope, `the secret ${source.remote} must come from a store`, store, fix);
  }
  const at = `${namespaceOf(scope) ?? ''}/${secret}`;
  const name = typeof store === 'string' ? store : store.name;
  const there = carriers.of(scope).get(at);
  if (there && (there.remote !== source.remote || there.store !== name)) {
    const got = `${there.remote} of ${there.store} and ${source.remote} of ${name}`;
    fail(scope, `Secret ${secret} must have one source`, got, "give one of the two a name: { secret: 'another' }");
  }
  const carrier = there ?? { remote: source.remote, store: name, properties: new Map<string, string | undefined>() };
  for (const [key, property] of Object.entries(source.properties)) {
    if (carrier.properties.has(key) && carrier.properties.get(key) !== property) {
      const got = `${carrier.properties.get(key) ?? 'the whole value'} and ${property ?? 'the whole value'}`;
      fail(scope, `key ${key} of Secret ${secret} must have one property`, got, 'name the property in both');
    }
    carrier.properties.set(key, property);
  }
  if (there) return;
  carriers.of(scope).set(at, carrier);
  if (store instanceof Vault) vaultStore(scope, store);
  externalSecret(scope, secret, carrier, { kind: store instanceof Vault ? 'SecretStore' : kind, name });
}

function externalSecret(scope: Construct, name: string, carrier: Carrier, secretStoreRef: JsonObject): void {
  const chart = Chart.of(scope);
  new PlainObject(chart, `ExternalSecret-${name}`, {
    apiVersion: externalSecrets.apiVersion,
    kind: 'ExternalSecret',
    name: reserveName(chart, 'ExternalSecret', name),
    labels: standardLabels(chart, name, 'external-secret'),
    fields: () => ({
      spec: {
        data: [...carrier.properties]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([secretKey, property]) => ({
            secretKey,
            remoteRef: { key: carrier.remote, property },
          })),
        refreshInterval: '1h0m0s',
        secretStoreRef,
        target: { creationPolicy: 'Owner', deletionPolicy: 'Retain', name },
      },
    }),
  });
}

/**
 * Makes the SecretStore of a Vault, with an account that has no rights: External Secrets asks for its tokens, which only Vault takes.
 * No pod of the namespace connects to Vault, so no NetworkPolicy opens a way to it.
 */
function vaultStore(scope: Construct, vault: Vault): void {
  const { address, role, mount, authMount, name } = vault;
  const at = `${namespaceOf(scope) ?? ''}/${name}`;
  const there = stores.of(scope).get(at);
  if (there) {
    if (JSON.stringify(there) === JSON.stringify(vault)) return;
    fail(scope, 'a Vault must have a name of its own', name, "give one of the two another: { name: 'vault-eu' }");
  }
  stores.of(scope).set(at, vault);
  const chart = Chart.of(scope);
  const labels = standardLabels(chart, name, 'secret-store');
  new PlainObject(chart, `SecretStoreAccount-${name}`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    name: reserveName(chart, 'ServiceAccount', name),
    labels,
    fields: () => ({ automountServiceAccountToken: false }),
  });
  const serviceAccountRef = { name, audiences: [VAULT_AUDIENCE] };
  new PlainObject(chart, `SecretStore-${name}`, {
    apiVersion: externalSecrets.apiVersion,
    kind: 'SecretStore',
    name: reserveName(chart, 'SecretStore', name),
    labels,
    fields: () => ({
      spec: {
        provider: {
          vault: {
            auth: { kubernetes: { mountPath: authMount, role, serviceAccountRef } },
            path: mount,
            server: address,
            version: 'v2',
          },
        },
      },
    }),
  });
}
