import { type ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { groupedBy } from '../manifest/grouped-by';
import { byPort } from '../network/fence';
import { externalReferences } from '../registry/external-objects';
import { AppRecord, clusterKey } from '../registry/registry';
import { whenComplete } from '../registry/when-complete';
import { countAgain, objectsByCluster, pathOf } from './app-manifests';
import { type Finding, sentence } from './finding';
import { isManifest, namespaceOf } from './inventory';
import { unfold } from './lists';
import { placed } from './misplaced';
import { judge, type ObjectReference, waive } from './verify';
import type { Waiver } from './waiver';

/** The chart and namespace that a baseline verifies, with its exceptions. */
export interface Verified {
  readonly baseline: IConstruct;
  readonly chart: Chart;
  readonly namespace: string;
  readonly external: readonly ObjectReference[];
  readonly waivers: readonly Waiver[];
  readonly now: Date | undefined;
}

/** The namespaces that the baselines of an app verify, and the errors of the last synth by path of the construct. */
class Verification {
  readonly all: Verified[] = [];
  private errors: ReadonlyMap<string, readonly string[]> = new Map();
  private readonly reporters = new Set<string>();

  /** Verifies the app, and lets each construct with errors report them: cdk8s writes the path before them. */
  run(root: IConstruct): void {
    countAgain(root);
    const constructs = new Map(root.node.findAll().map((construct) => [construct.node.path, construct]));
    const errors = new Map<string, string[]>();
    const tree = new Set(constructs.keys());
    const objects = objectsByCluster(root);
    const verified = groupedBy(this.all, ({ baseline }) => clusterKey(baseline));
    const findings = [...verified].flatMap(([cluster, all]) => findingsOf(all, objects.get(cluster) ?? [], tree));
    for (const [path, finding] of findings) {
      errors.set(path, [...(errors.get(path) ?? []), sentence(finding)]);
    }
    this.errors = errors;
    for (const path of errors.keys()) {
      if (this.reporters.has(path)) continue;
      this.reporters.add(path);
      constructs.get(path)?.node.addValidation({ validate: () => [...(this.errors.get(path) ?? [])] });
    }
  }
}

/** Judges the objects of one cluster, which the baselines of that cluster verify. */
function findingsOf(
  all: readonly Verified[],
  objects: readonly ApiObject[],
  tree: ReadonlySet<string>,
): readonly (readonly [string, Finding])[] {
  const byNamespace = new Map(all.map((verified) => [verified.namespace, verified]));
  const byChart = new Map(all.map((verified) => [verified.chart, verified]));
  const paths = new Map<object, string>();
  const owners = new Map<string, Verified>();
  const rendered = objects.map((object) => ({ object, rendering: renderingOf(object) }));
  const isPartial = rendered.some(({ rendering }) => rendering === undefined);
  const manifests = rendered.flatMap(({ object, rendering }) => {
    const listed = unfold(rendering).filter(isManifest);
    for (const manifest of listed) {
      const owner = byNamespace.get(namespaceOf(manifest)) ?? byChart.get(Chart.of(object));
      if (!owner) continue;
      paths.set(manifest, pathOf(object));
      owners.set(place(pathOf(object), namespaceOf(manifest)), owner);
    }
    return listed;
  });
  const external = all.flatMap((verified) =>
    verified.external.map((object) => ({ ...object, namespace: object.namespace ?? verified.namespace })),
  );
  const outside = all[0] ? externalReferences(all[0].baseline) : [];
  const findings = judge(manifests, [...external, ...outside], {
    pathOf: (manifest) => paths.get(manifest),
    isPartial,
    dnsPorts: all[0] && [...byPort(Cluster.of(all[0].baseline).dns).keys()],
    domain: all[0] && Cluster.of(all[0].baseline).domain,
  });
  const owned = new Map<Verified | undefined, Finding[]>(all.map((verified) => [verified, []]));
  for (const finding of findings) {
    owned.get(owners.get(place(finding.path, finding.object?.namespace)))?.push(finding);
  }
  return all.flatMap((verified) => {
    const { baseline, now = new Date() } = verified;
    const found = owned.get(verified) ?? [];
    const { waivers, findings: misplaced } = placed(verified.waivers, tree, found);
    const left = [...waive(found, waivers, now), ...misplaced].filter(({ rule }) => !isPartial || rule !== 'waiver');
    return left.map((finding) => [finding.path ?? baseline.node.path, finding] as const);
  });
}

/** Returns the manifest of an object; `undefined` for one that cannot be rendered, which the synth reports by itself. */
function renderingOf(object: ApiObject): unknown {
  try {
    return object.toJson();
  } catch {
    return undefined;
  }
}

/** One construct can render objects of several namespaces: a list. */
function place(path = '', namespace = ''): string {
  return `${path}\n${namespace}`;
}

const VERIFICATION = new AppRecord(() => new Verification());

/** Adds a baseline; the first of an app verifies for all, so that the app is rendered and indexed once. */
export function verifyAtSynth(verified: Verified): void {
  const { baseline } = verified;
  const verification = VERIFICATION.of(baseline);
  verification.all.push(verified);
  if (verification.all.length === 1) {
    whenComplete(baseline, 'judgements', () => verification.run(baseline.node.root));
  }
}
