import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

const inner = new WeakSet<Chart>();

/** Records a chart that is there for its namespace only: its objects are in the file of the chart around it. */
export function writeWithOuter(chart: Chart): void {
  inner.add(chart);
}

/** Returns the chart in whose file the objects of a construct are. */
export function fileChartOf(construct: IConstruct): Chart {
  const chart = Chart.of(construct);
  const { scope } = chart.node;
  return inner.has(chart) && scope ? fileChartOf(scope) : chart;
}
