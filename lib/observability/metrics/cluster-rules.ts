import type { JsonObject } from '../../manifest/json';
import { tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import { familiesOf } from '../alerts/cluster/families';
import type { Family } from '../alerts/cluster/family';
import type { SourceName } from '../sources/sources';
import { alertingRule } from './rules';

const FILE = 'cluster.rules.yaml';
/** The page about the alerts, in the package. */
const PAGE = 'docs/guide/alerts.md';

/** Returns the file with the rules about the cluster, if there is any source of them. */
export function clusterRules(sources: ReadonlySet<SourceName>): Readonly<Record<string, string>> {
  const groups = familiesOf(sources).map((family) => ({ name: `cluster/${family.id}`, rules: rulesOf(family) }));
  return groups.length > 0 ? { [FILE]: yamlText(tidy({ groups })) } : {};
}

/** Labels come from the series, except for the severity: an alert about a workload has its namespace and its `job`. */
function rulesOf({ records = {}, signals }: Family): readonly JsonObject[] {
  return [
    ...Object.entries(records).map(([record, expr]) => ({ record, expr })),
    ...signals.map((signal) => {
      const { name, alert } = signal;
      return alertingRule(signal, alert, '', { severity: alert.severity }, `${PAGE}#${name.toLowerCase()}`);
    }),
  ];
}
