import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isOperated } from '../cluster/add-ons/operated-pods';
import { groupedBy } from '../manifest/grouped-by';
import type { Manifest } from '../manifest/json';
import { renderingOf } from '../manifest/renderings';
import { AppRecord, clusterKey } from '../registry/registry';
import { imagesIn } from './images-in';
import { objectsIn } from './lists';
import { makesPods } from './pod-kinds';
import { rendered } from './rendered';

/** The objects under a construct, in the order of the tree. */
export function objectsUnder(scope: IConstruct): ApiObject[] {
  return scope.node.findAll().filter((node): node is ApiObject => ApiObject.isApiObject(node));
}

/** Path of the construct that a user wrote, without the `/Resource` that cdk8s adds for what it renders. */
export function pathOf(object: ApiObject): string {
  return object.node.path.replace(/\/Resource$/, '');
}

/** Returns the objects of an app by the cluster that they are for. */
export function objectsByCluster(root: IConstruct): ReadonlyMap<object | undefined, readonly ApiObject[]> {
  return groupedBy(objectsUnder(root), clusterKey);
}

const COUNTED = ['HorizontalPodAutoscaler', 'PersistentVolumeClaim', 'ScaledObject', 'VerticalPodAutoscaler'];

/** True for an object that makes pods, or is a list of objects. */
function mayMakePods({ apiVersion, kind }: ApiObject): boolean {
  return /List$/.test(kind) || makesPods({ apiVersion, kind });
}

/** True for an object that may count against a quota: one that makes pods or claims, sets their number, or is a list. */
function counts(object: ApiObject): boolean {
  return COUNTED.includes(object.kind) || isOperated(object) || mayMakePods(object);
}

/** The manifests of one cluster that count against quotas, by namespace. */
type Counted = ReadonlyMap<unknown, readonly Manifest[]>;

/** The counted manifests of each cluster of an app, as they were when the last synth began. */
const COUNTED_MANIFESTS = new AppRecord(() => new Map<object | undefined, Counted>());

/** Renders the manifests that count against quotas once for all namespaces of an app. */
export function countAgain(root: IConstruct, byCluster: ReturnType<typeof objectsByCluster>): void {
  const counted = COUNTED_MANIFESTS.of(root);
  counted.clear();
  for (const [cluster, objects] of byCluster) counted.set(cluster, countedOf(objects));
}

/**
 * Returns the manifests that count against the quota of a namespace: those of all charts for the same cluster, wherever they
 * stand in the tree.
 */
export function countedManifests(scope: IConstruct, namespace: string): readonly Manifest[] {
  const { root } = scope.node;
  const cluster = clusterKey(scope);
  const counted = COUNTED_MANIFESTS.of(root).get(cluster) ?? countedOf(objectsByCluster(root).get(cluster) ?? []);
  return counted.get(namespace) ?? [];
}

/** Returns the images of the pods of an app on the cluster that a construct is for, each with the containers that use it. */
export function clusterImages(scope: IConstruct): ReturnType<typeof imagesIn> {
  const objects = objectsByCluster(scope.node.root).get(clusterKey(scope)) ?? [];
  const manifests = objects.filter(mayMakePods).flatMap((object) => rendered(object) ?? []);
  return imagesIn(manifests);
}

function countedOf(objects: readonly ApiObject[]): Counted {
  const manifests = objects.filter(counts).flatMap((object) => objectsIn(renderingOf(object) as Manifest));
  return groupedBy(manifests, ({ metadata }) => metadata['namespace']);
}
