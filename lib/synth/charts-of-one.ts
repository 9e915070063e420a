import type { Chart } from 'cdk8s';
import { closest } from '../checks/closest';
import { fail } from '../checks/errors';
import { clusterName } from '../cluster/cluster-name';
import { groupedBy } from '../manifest/grouped-by';
import type { Synthesis } from './synthesis';

/**
 * Returns the charts of the one cluster whose manifests are asked for. Throws when there are several clusters and none is named, and
 * when no cluster has the name: one text with the objects of two clusters would be applied to one of them.
 */
export function chartsOfOne(synthesis: Synthesis, wanted: string | undefined): readonly Chart[] {
  const charts = synthesis.charts.filter((chart) => synthesis.objectsOf(chart).length > 0);
  const byCluster = groupedBy(charts, clusterName);
  const names = [...byCluster.keys()];
  if (wanted === undefined && names.length > 1) {
    const shown = names.map((name) => name || 'that of the app');
    const [first = ''] = names.filter((name) => name !== '');
    fail(undefined, 'synthYaml must be for one cluster', shown, `use synthYaml({ cluster: '${first}' }), for example`);
  }
  if (wanted === undefined) return synthesis.charts;
  const found = byCluster.get(wanted);
  if (found) return found;
  const near = closest(wanted, names);
  const known = names.filter((name) => name !== '').join(', ');
  const fix = near ? `use '${near}'` : known ? `use one of ${known}` : 'leave it out: the app has one cluster';
  return fail(undefined, 'synthYaml.cluster must be the name of a cluster with a chart', wanted, fix);
}
