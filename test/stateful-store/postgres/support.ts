import type { Chart } from 'cdk8s';
import {
  AddOn,
  Backup,
  Cluster,
  type ClusterProps,
  Engine,
  ObjectStore,
  type PostgresOptions,
  SecretKey,
  StatefulStore,
  type StatefulStoreProps,
} from '../../../lib';
import { containerOf, find, type Manifest, testChart } from '../../support/charts';

type Props = Partial<Omit<StatefulStoreProps, 'engine'>>;

/** A store called `orders` on PostgreSQL. */
export function database(options: PostgresOptions = {}, props: Props = {}, chart: Chart = testChart()) {
  return { chart, store: new StatefulStore(chart, 'orders', { engine: Engine.postgres(options), ...props }) };
}

/** The same in a cluster that has CloudNativePG. */
export function operated(options: PostgresOptions = {}, props: Props = {}, cluster: ClusterProps = {}) {
  const chart = testChart();
  const { installed = [] } = cluster;
  const said = installed.some(({ name }) => name === 'cloudNativePg') ? [] : [AddOn.cloudNativePg()];
  Cluster.generic({ ...cluster, installed: [...installed, ...said] }).attachTo(chart);
  return database(options, props, chart);
}

/** A file of the store's ConfigMap. */
export function file(chart: Chart, name: string): string {
  const config = find(chart, 'ConfigMap', undefined);
  return config['data'][name];
}

/** `postgresql.conf` by name. */
export function settings(chart: Chart): Record<string, string> {
  const lines = configOf(chart)['data']['postgresql.conf'].trim().split('\n') as string[];
  return Object.fromEntries(lines.map((line) => /^(\S+) = '(.*)'$/.exec(line)?.slice(1) as [string, string]));
}

/** The ConfigMap with the store's own files. */
export function configOf(chart: Chart): Manifest {
  const { volumes } = find(chart, 'StatefulSet')['spec'].template.spec;
  const { name } = volumes.find((volume: Manifest) => volume['name'] === 'config').configMap;
  return find(chart, 'ConfigMap', name);
}

export function server(chart: Chart): Manifest {
  return containerOf(find(chart, 'StatefulSet'), 'orders');
}

export function variables(container: Manifest): Record<string, string> {
  return Object.fromEntries(container['env'].map(({ name, value }: Record<string, string>) => [name, value]));
}

export const bucket = ObjectStore.s3({
  bucket: 'acme-backups',
  region: 'eu-west-1',
  credentials: { accessKeyId: SecretKey.of('s3', 'access'), secretAccessKey: SecretKey.of('s3', 'secret') },
});

export const backup = (props: Partial<Parameters<typeof Backup.to>[1]> = {}): Backup =>
  Backup.to(bucket, { schedule: '30 3 * * *', keep: 7, ...props });
