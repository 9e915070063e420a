import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';

export type Labels = Readonly<Record<string, string>>;

/**
 * Returns the recommended labels: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 * `name` and `component` never change while the object keeps its name, so selectors may use them.
 */
export function standardLabels(scope: Construct, name: string, component: string): Labels {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': labelValue(Chart.of(scope).node.id) || name,
    'app.kubernetes.io/managed-by': 'mainstay',
  };
}

/** Converts any text, such as the id of a chart, to a valid label value. */
function labelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

/** Returns the labels that select the pods of one workload. They stay the same when the construct is renamed or moved. */
export function selectorLabels(name: string, component: string): Labels {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component };
}
