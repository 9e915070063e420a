import { familiesOf } from '../../alerts/cluster/families';
import type { SourceName } from '../../sources/sources';
import { boardJson } from '../board';
import { lines, over, type Row, signalPanel } from '../panel';
import { CLUSTER } from '../uids';

/** Returns the dashboard of the cluster: a row for each family of alerts, with their expressions. `undefined` without any source. */
export function clusterBoard(sources: ReadonlySet<SourceName>): string | undefined {
  const families = familiesOf(sources).map(({ title, signals }) => ({
    title,
    panels: signals.map((signal) => signalPanel(signal, '')),
  }));
  if (families.length === 0) return undefined;
  return boardJson({ uid: CLUSTER, title: 'Cluster', tags: [], rows: [...capacity(sources), ...families] });
}

/** The room that the nodes have, and its use. */
function capacity(sources: ReadonlySet<SourceName>): readonly Row[] {
  const busy = lines(
    'node cpu',
    'How busy is each node?',
    'percentunit',
    over('1 - avg by (node) (rate(node_cpu_seconds_total{mode="idle"}[5m]))'),
  );
  const requested = lines(
    'requested',
    'What share of all nodes do the pods request?',
    'percentunit',
    over(
      'sum by (resource) (kube_pod_container_resource_requests{resource=~"cpu|memory"})' +
        ' / sum by (resource) (kube_node_status_allocatable{resource=~"cpu|memory"})',
    ),
  );
  const panels = [
    ...(sources.has('nodeExporter') ? [busy] : []),
    ...(sources.has('kubeStateMetrics') ? [{ ...requested, description: 'Of the watched namespaces.' }] : []),
  ];
  return [{ title: 'Capacity', panels }];
}
