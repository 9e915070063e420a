/** Manifests for the tests: synthesized now, by the library, from props. Nothing here is a copy. */
import { Chart, Size } from 'cdk8s';
import { Credentials, Engine, StatefulStore, type StatefulStoreProps, Worker } from '../../../lib';
import { App } from '../../../lib/synth/app';
import { Manifests } from '../../../lib/testing';
import { CLIENT_IMAGE } from '../kubelet/images';
import type { Manifest } from '../kubelet/spec';

/** Renders what `build` makes in a chart of this namespace. */
export function synthesize(namespace: string, build: (chart: Chart) => void): Manifest[] {
  const chart = new Chart(new App(), namespace, { namespace });
  build(chart);
  const { all } = Manifests.of(chart);
  return all.map((manifest) => ({ ...manifest, metadata: { namespace, ...manifest['metadata'] } }) as Manifest);
}

/** Passwords with all that shells and configuration files could stumble over. */
export const PASSWORDS = { password: `it's "one" word\\ #1 $HOME *`, admin: 'another; one `id` & 2>x' };

/** The Secret that the store expects to exist, with the password for URLs. */
export function secret(namespace: string, passwords: Readonly<Record<string, string>> = PASSWORDS): Manifest {
  const stringData = { ...passwords, encoded: encodeURIComponent(passwords['password'] ?? '') };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'store-passwords', namespace }, stringData };
}

export type StoreProps = Omit<StatefulStoreProps, 'credentials'>;

export const ENGINES = {
  valkey: { label: 'Valkey 9.1', engine: (): Engine => Engine.valkey() },
  redis: { label: 'Redis 7.0', engine: (): Engine => Engine.redis({ image: 'docker.io/library/redis:7.0.15' }) },
} as const;

export type EngineName = keyof typeof ENGINES;

/** A store called `store`, and `client`, which uses it as `STORE`. */
export function storeManifests(namespace: string, engine: EngineName, props: Partial<StoreProps> = {}): Manifest[] {
  return synthesize(namespace, (chart) => {
    const store = new StatefulStore(chart, 'store', {
      engine: ENGINES[engine].engine(),
      memory: Size.mebibytes(256),
      credentials: Credentials.fromSecret('store-passwords', 'password', { admin: 'admin', encoded: 'encoded' }),
      ...props,
    });
    new Worker(chart, 'client', { image: CLIENT_IMAGE }).uses(store);
  });
}
