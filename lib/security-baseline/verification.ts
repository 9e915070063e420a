import { type ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { minorOf } from '../cluster/version';
import { groupedBy } from '../manifest/grouped-by';
import type { Manifest } from '../manifest/json';
import { byPort } from '../network/fence';
import { externalReferences } from '../registry/external-objects';
import { noticeAt } from '../registry/notices';
import { AppRecord, clusterKey } from '../registry/registry';
import { type Found, whenComplete } from '../registry/when-complete';
import { countAgain, objectsByCluster, pathOf } from './app-manifests';
import { type Finding, sentence } from './finding';
import type { ImagePolicy } from './image-policy';
import { isManifest, type Known, nameOf, namespaceOf } from './inventory';
import { unfold } from './lists';
import { placed } from './misplaced';
import { rendered } from './rendered';
import type { Level } from './standards';
import { unprotected } from './unprotected';
import { judge, type ObjectReference, waive } from './verify';
import type { Waiver } from './waiver';

/** The chart and namespace that a baseline verifies, with its exceptions. */
export interface Verified {
  readonly baseline: IConstruct;
  readonly chart: Chart;
  readonly namespace: string;
  /** The Pod Security Standard that the namespace enforces. */
  readonly level: Level;
  readonly images: ImagePolicy;
  readonly external: readonly ObjectReference[];
  readonly waivers: readonly Waiver[];
  readonly now: Date | undefined;
}

/** Verifies an app. @returns the errors by path of the construct */
function errorsOf(root: IConstruct, all: readonly Verified[]): Found {
  const objects = objectsByCluster(root);
  countAgain(root, objects);
  const tree = new Set(root.node.findAll().map(({ node }) => node.path));
  const verified = groupedBy(all, ({ baseline }) => clusterKey(baseline));
  const strangers = strangersOf(objects, verified, all);
  const findings = [...verified].flatMap(([cluster, some]) =>
    findingsOf(some, objects.get(cluster) ?? [], tree, strangers),
  );
  const errors = new Map<string, string[]>();
  for (const [path, finding] of findings) {
    if (finding.severity === 'warning') noticeAt(root, path, sentence(finding));
    else errors.set(path, [...(errors.get(path) ?? []), sentence(finding)]);
  }
  return errors;
}

/** Returns the findings about workloads that no baseline protects, by the baseline whose waivers are about them: the first, if none is. */
function strangersOf(
  objects: ReturnType<typeof objectsByCluster>,
  verified: ReadonlyMap<object | undefined, readonly Verified[]>,
  all: readonly Verified[],
): ReadonlyMap<Verified | undefined, readonly Finding[]> {
  const found = [...objects].flatMap(([cluster, some]) => {
    const there = verified.get(cluster) ?? [];
    return unprotected(some, new Set(there.map(({ namespace }) => namespace)), externalOf(all));
  });
  return groupedBy(found, (finding) => all.find(({ waivers }) => waivers.some((one) => one.covers(finding))) ?? all[0]);
}

/** The objects that exist outside the app, as baselines say. */
function externalOf(all: readonly Verified[]): Known[] {
  return all.flatMap(({ external, namespace }) =>
    external.map((object) => ({ ...object, namespace: object.namespace ?? namespace })),
  );
}

/** Judges the objects of one cluster, which the baselines of that cluster verify. */
function findingsOf(
  all: readonly Verified[],
  objects: readonly ApiObject[],
  tree: ReadonlySet<string>,
  strangers: ReturnType<typeof strangersOf>,
): readonly (readonly [string, Finding])[] {
  const byNamespace = new Map(all.map((verified) => [verified.namespace, verified]));
  const byChart = new Map(all.map((verified) => [verified.chart, verified]));
  const paths = new Map<object, string>();
  const owners = new Map<string, Verified>();
  const renderings = objects.map((object) => ({ object, rendering: rendered(object) }));
  const isPartial = renderings.some(({ rendering }) => rendering === undefined);
  const manifests = renderings.flatMap(({ object, rendering }) => {
    const listed = unfold(rendering).filter(isManifest);
    for (const manifest of listed) {
      const owner = byNamespace.get(homeOf(manifest)) ?? byChart.get(Chart.of(object));
      if (!owner) continue;
      paths.set(manifest, pathOf(object));
      owners.set(place(pathOf(object), namespaceOf(manifest)), owner);
    }
    return listed;
  });
  const outside = all[0] ? externalReferences(all[0].baseline) : [];
  const findings = judge(manifests, [...externalOf(all), ...outside], {
    pathOf: (manifest) => paths.get(manifest),
    isPartial,
    needsLabel: true,
    levelOf: (namespace) => byNamespace.get(namespace)?.level,
    imagesOf: (namespace) => byNamespace.get(namespace)?.images,
    minor: all[0] && minorOf(Cluster.of(all[0].baseline).version),
    dnsPorts: all[0] && [...byPort(Cluster.of(all[0].baseline).dns).keys()],
    domain: all[0] && Cluster.of(all[0].baseline).domain,
  });
  const owned = new Map<Verified | undefined, Finding[]>(all.map((verified) => [verified, []]));
  for (const finding of findings) {
    owned.get(owners.get(place(finding.path, finding.object?.namespace)))?.push(finding);
  }
  return all.flatMap((verified) => {
    const { baseline, now = new Date() } = verified;
    const found = [...(owned.get(verified) ?? []), ...(strangers.get(verified) ?? [])];
    const { waivers, findings: misplaced } = placed(verified.waivers, tree, found);
    const left = [...waive(found, waivers, now), ...misplaced].filter(({ rule }) => !isPartial || rule !== 'waiver');
    return left.map((finding) => [finding.path ?? baseline.node.path, finding] as const);
  });
}

/** Returns the namespace of an object, which a Namespace is itself. */
function homeOf(manifest: Manifest): string {
  return manifest.kind === 'Namespace' ? nameOf(manifest) : namespaceOf(manifest);
}

/** One construct can render objects of several namespaces: a list. */
function place(path = '', namespace = ''): string {
  return `${path}\n${namespace}`;
}

const VERIFIED = new AppRecord((): Verified[] => []);

/** Adds a baseline; the first of an app verifies for all, so that the app is rendered and indexed once. */
export function verifyAtSynth(verified: Verified): void {
  const { baseline } = verified;
  const all = VERIFIED.of(baseline);
  all.push(verified);
  if (all.length === 1) whenComplete(baseline, 'judgements', () => errorsOf(baseline.node.root, all));
}
