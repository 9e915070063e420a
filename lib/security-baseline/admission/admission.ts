import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { clusterName } from '../../cluster/cluster-name';
import { groupedBy } from '../../manifest/grouped-by';
import { type JsonObject, objectAt } from '../../manifest/json';
import { PlainObject } from '../../manifest/plain-object';
import { askedOnce, renderingOf } from '../../manifest/renderings';
import { CLUSTERS, ClusterRecord, clusterKey } from '../../registry/registry';
import { whenComplete } from '../../registry/when-complete';
import { objectsByCluster, pathOf } from '../app-manifests';
import { isManifest, namespaceOf } from '../inventory';
import { unfold } from '../lists';
import { rendered } from '../rendered';
import type { Waiver } from '../waiver';
import { type Exception, exceptionsOf, type Placed } from './exceptions';
import { aboutOf, type PolicyModel, policyModels, policyName, policySpec } from './policies';
import { ACTIONS, type Stage } from './stages';

/** A namespace whose objects the cluster judges. */
export interface Judged {
  readonly namespace: string;
  readonly stage: Stage;
  readonly waivers: readonly Waiver[];
}

const API = 'admissionregistration.k8s.io/v1';
const LABELS = { 'app.kubernetes.io/managed-by': 'mainstay', 'app.kubernetes.io/component': 'admission' };

/** The namespaces of a cluster of an app whose objects are judged, and the chart with the policies. */
interface Court {
  readonly judged: Judged[];
  chart?: Chart;
}

const COURTS = new ClusterRecord((): Court => ({ judged: [] }));

/**
 * Lets the cluster judge the objects of a namespace. The policies of all namespaces of a cluster are in one chart, `admission`, which
 * has a file of its own: they are cluster-scoped, and need other rights to be applied.
 */
export function judgeInCluster(scope: Construct, judged: Judged): void {
  const court = COURTS.of(scope);
  court.judged.push(judged);
  if (court.judged.length > 1) return;
  const objects = (): readonly ApiObject[] => objectsByCluster(scope.node.root).get(clusterKey(scope)) ?? [];
  const exceptions = (): readonly Exception[] => askedOnce(scope, court, () => exceptionsIn(court.judged, objects));
  whenComplete(scope, 'additions', () => {
    court.chart ??= new Admission(...placeFor(scope), court.judged, exceptions);
  });
  whenComplete(scope, 'judgements', () => {
    const errors = exceptions().filter(({ condition }) => condition === undefined);
    const byPath = groupedBy(errors, ({ path }) => path);
    return new Map([...byPath].map(([path, some]) => [path, some.map(({ error }) => error)]));
  });
}

/** Returns the place of the chart: beside the charts of its cluster, and for a cluster of one chart in a construct for that cluster. */
function placeFor(scope: Construct): [Construct, string] {
  const root = scope.node.root as Construct;
  const holder = (CLUSTERS.holder(scope) ?? root) as Construct;
  const cluster = clusterKey(scope);
  if (cluster === undefined || !holder.node.scopes.some((one) => Chart.isChart(one))) return [holder, freeId(holder)];
  const stage = new Construct(root, freeId(root, `${clusterName(scope)}-admission`));
  CLUSTERS.attach(stage, cluster);
  return [stage, 'admission'];
}

function freeId({ node }: Construct, wanted = 'admission'): string {
  return node.tryFindChild(wanted) === undefined ? wanted : `mainstay-${wanted}`;
}

/** The chart with the policies of a cluster, and the bindings of each namespace. */
class Admission extends Chart {
  constructor(scope: Construct, id: string, judged: readonly Judged[], exceptions: () => readonly Exception[]) {
    super(scope, id);
    for (const model of policyModels()) {
      const about = aboutOf(model);
      const policy = this.object(about, 'ValidatingAdmissionPolicy', () => {
        const conditions = groupedBy(exceptions(), ({ rule }) => rule);
        const spec = policySpec(model, ({ id: rule }) => conditionsOf(conditions.get(rule) ?? []));
        return { metadata: { name: policyName(model, spec), labels: LABELS }, spec };
      });
      for (const { namespace, stage } of judged) {
        this.object(`${about}-${namespace}`, 'ValidatingAdmissionPolicyBinding', () => ({
          spec: {
            policyName: objectAt(renderingOf(policy) as JsonObject, 'metadata')['name'],
            validationActions: actionsOf(stage, model),
            matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
          },
        }));
      }
    }
  }

  private object(id: string, kind: string, fields: () => JsonObject): ApiObject {
    const name = `mainstay-${id}`;
    return new PlainObject(this, id, { apiVersion: API, kind, name, labels: LABELS, clusterScoped: true, fields })
      .resource;
  }
}

function actionsOf(stage: Stage, { severity }: PolicyModel): readonly string[] {
  return severity === 'warning' && stage === 'deny' ? ACTIONS.warn : ACTIONS[stage];
}

function exceptionsIn(judged: readonly Judged[], all: () => readonly ApiObject[]): readonly Exception[] {
  const waiving = judged.filter(({ waivers }) => waivers.length > 0);
  if (waiving.length === 0) return [];
  const objects = all()
    .filter(({ apiVersion }) => apiVersion !== API)
    .flatMap((object): Placed[] =>
      unfold(rendered(object))
        .filter(isManifest)
        .map((manifest) => ({ manifest, path: pathOf(object) })),
    );
  const byNamespace = groupedBy(objects, ({ manifest }) => namespaceOf(manifest));
  return waiving.flatMap(({ namespace, waivers }) =>
    exceptionsOf({ namespace, waivers, objects: byNamespace.get(namespace) ?? [] }),
  );
}

function conditionsOf(exceptions: readonly Exception[]): readonly string[] {
  return [...new Set(exceptions.flatMap(({ condition }) => condition ?? []))].sort();
}
