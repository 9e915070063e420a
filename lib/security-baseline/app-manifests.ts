import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isOperated } from '../cluster/add-ons/operated-pods';
import type { Manifest } from '../manifest/json';
import { podPath } from './kubernetes-kinds';

/** The objects under a construct, in the order of the tree. */
export function objectsUnder(scope: IConstruct): ApiObject[] {
  return scope.node.findAll().filter((node): node is ApiObject => ApiObject.isApiObject(node));
}

/** Path of the construct that a user wrote, without the `/Resource` that cdk8s adds for what it renders. */
export function pathOf(object: ApiObject): string {
  return object.node.path.replace(/\/Resource$/, '');
}

const COUNTED = ['HorizontalPodAutoscaler', 'PersistentVolumeClaim', 'ScaledObject'];

/**
 * Manifests that count against the quota of a namespace: those of its own chart, and of charts beside it with the same
 * namespace.
 */
export function countedManifests(chart: Chart, namespace: string): Manifest[] {
  const beside = chart.node.root.node.children.filter((node): node is Chart => Chart.isChart(node));
  const charts = new Set([chart, ...beside.filter((other) => other.namespace === namespace)]);
  return [...charts]
    .flatMap(objectsUnder)
    .filter((object) => COUNTED.includes(object.kind) || isOperated(object) || podPath(object as unknown as Manifest))
    .map((object) => object.toJson() as Manifest)
    .filter(({ metadata }) => metadata['namespace'] === namespace);
}
