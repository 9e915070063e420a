import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { clusterName } from '../cluster/cluster-name';
import { fileChartOf } from '../registry/inner-charts';

/** Two charts of one cluster: `then` has an object in a namespace that `first` makes. */
export interface NamespaceEdge {
  readonly then: Chart;
  readonly first: Chart;
}

/**
 * Returns which charts need the Namespace of another chart. The API server refuses an object whose namespace is not there yet, and
 * kubectl goes on with the next one, so that a Role or a policy would be missing after the first apply.
 *
 * @param nodes all constructs of an app
 */
export function namespaceEdges(nodes: readonly IConstruct[]): readonly NamespaceEdge[] {
  const objects = nodes.filter((node) => ApiObject.isApiObject(node));
  const placeOf = (chart: Chart, namespace: string | undefined): string => `${clusterName(chart)}/${namespace}`;
  const makers = new Map<string, Chart>();
  for (const object of objects) {
    if (object.kind === 'Namespace') makers.set(placeOf(object.chart, object.name), object.chart);
  }
  const edges = new Map<Chart, Set<Chart>>();
  for (const { kind, chart, metadata } of makers.size > 0 ? objects : []) {
    const first = kind === 'Namespace' ? undefined : makers.get(placeOf(chart, metadata.namespace));
    const [then, file] = [fileChartOf(chart), first && fileChartOf(first)];
    if (file === undefined || file === then) continue;
    edges.set(then, (edges.get(then) ?? new Set()).add(file));
  }
  return [...edges].flatMap(([then, firsts]) => [...firsts].map((first) => ({ then, first })));
}
