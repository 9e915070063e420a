/** Namespaces whose objects the cluster judges. */
import { Chart } from 'cdk8s';
import { App, Cluster, Engine, SecurityBaseline, StatefulStore } from '../../../lib';
import { Manifests } from '../../../lib/testing';
import type { Level } from '../../pod-security/library';
import type { Manifest } from '../manifests';
import { DEFAULT_VERSION } from '../tools/tools';

/** The namespace in which the policies deny: that of the good app of the tests. */
export const NAMESPACE = 'shop';
/** The versions of Pod Security whose fixtures are given to the policies: the first, the server's, and those in which rules changed. */
export const MINORS = [27, 31, 33, 35];
export const LEVELS: readonly Level[] = ['baseline', 'restricted'];

/** The namespace of the fixtures of a level and a version. */
export const namespaceOf = (level: Level, minor: number): string => `${level}-${minor}`;

interface Programs {
  /** The objects of the namespaces, without those of the store. */
  readonly namespaces: readonly Manifest[];
  readonly policies: readonly Manifest[];
  /** A store whose passwords a Job makes. */
  readonly store: readonly Manifest[];
}

/** @returns the manifests of one app: policies that deny in one namespace, and warn in those of the fixtures */
export function programs(): Programs {
  const app = new App({ cluster: Cluster.generic({ version: DEFAULT_VERSION }) });
  const shop = new Chart(app, NAMESPACE, { namespace: NAMESPACE });
  new SecurityBaseline(shop, 'baseline', { admission: 'deny' });
  new StatefulStore(shop, 'sessions', { engine: Engine.valkey() });
  const judged = LEVELS.flatMap((level) =>
    MINORS.map((minor) => {
      const namespace = namespaceOf(level, minor);
      const chart = new Chart(app, namespace, { namespace });
      new SecurityBaseline(chart, 'baseline', { podSecurity: level, admission: 'warn' });
      return { chart, minor };
    }),
  );
  app.synthYaml();
  const all = Manifests.of(shop).all;
  const isOfBaseline = ({ metadata, kind }: Manifest): boolean =>
    kind === 'Namespace' || metadata.labels?.['app.kubernetes.io/component'] === 'security-baseline';
  const admission = app.charts.find(({ node }) => node.id === 'admission');
  if (admission === undefined) throw new Error('the app has no chart with policies');
  return {
    namespaces: [
      ...all.filter(isOfBaseline),
      ...judged.flatMap(({ chart, minor }) => Manifests.of(chart).all.map((manifest) => labelled(manifest, minor))),
    ],
    policies: Manifests.of(admission).all,
    store: all.filter((manifest) => !isOfBaseline(manifest)),
  };
}

/** Says another version of Pod Security than that of the cluster, which a program cannot. */
function labelled(manifest: Manifest, minor: number): Manifest {
  if (manifest['kind'] !== 'Namespace') return manifest;
  const { metadata } = manifest;
  const label = 'pod-security.kubernetes.io/enforce-version';
  return { ...manifest, metadata: { ...metadata, labels: { ...metadata.labels, [label]: `v1.${minor}` } } };
}
