import type { ConfigMap } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fail, problem } from '../checks/errors';
import { checkProps, type Kinds, TEXT } from '../checks/kinds';
import { placed } from '../checks/scope';
import { lateConfigMap } from '../manifest/config-map';
import { type JsonObject, tidy } from '../manifest/json';
import { standardLabels } from '../manifest/labels';
import { yamlText } from '../manifest/yaml-emitter';
import { reserveName } from '../registry/names';
import { ClusterRecord } from '../registry/registry';

export interface AdapterRulesProps {
  /** The name of the ConfigMap. @default - the construct id */
  readonly name?: string;
}

const ADAPTER_RULES: Kinds<AdapterRulesProps> = { name: TEXT };

/** The signals that apps of one cluster scale by, as external metrics. */
interface Served {
  readonly queries: Map<string, string>;
  isConfigured: boolean;
}

const served = new ClusterRecord<Served>(() => ({ queries: new Map<string, string>(), isConfigured: false }));

/** Lets prometheus-adapter serve a query as an external metric. Throws when another query has the name. */
export function serve(scope: Construct, name: string, query: string): void {
  const known = served.of(scope);
  const there = known.queries.get(name);
  if (there !== undefined && there !== query) {
    fail(scope, 'a signal that apps scale by must have a name of its own', name, 'rename one of the two');
  }
  known.queries.set(name, query);
  const missing = problem(
    `scaling by ${name} needs the rules of prometheus-adapter`,
    'none',
    "add new AdapterRules(chart, 'adapter-rules') to a chart of the same Cluster, in the namespace of the adapter",
  );
  scope.node.addValidation({ validate: () => (known.isConfigured ? [] : [missing]) });
}

/**
 * The rules by which prometheus-adapter serves the signals that apps scale by: a ConfigMap with the file `config.yaml`. The chart
 * of the adapter takes it as `rules.existing`; other installations mount it as the file of `--config`. The adapter reads it when
 * it starts. Add it once for each cluster, in the namespace of the adapter.
 *
 * @example new AdapterRules(this, 'adapter-rules')
 * @see https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/externalmetrics.md
 */
export class AdapterRules extends Construct {
  readonly configMap: ConfigMap;
  private readonly served: Served;

  constructor(scope: Construct, id: string, props: AdapterRulesProps = {}) {
    super(...placed(new.target.name, scope, id));
    checkProps(this, props, ADAPTER_RULES);
    this.served = served.of(this);
    if (this.served.isConfigured) {
      fail(this, 'the rules of an adapter must stand in one place', `another ${id}`, 'remove one of the two');
    }
    this.served.isConfigured = true;
    const name = reserveName(this, 'ConfigMap', props.name ?? id);
    const labels = standardLabels(this, name, 'prometheus-adapter');
    this.configMap = lateConfigMap(this, 'ConfigMap', {
      name,
      labels,
      data: () => ({ 'config.yaml': this.file() }),
      tooLarge: 'scale fewer apps of one cluster by signals',
    });
  }

  /** The rules as data, to be merged with others under `externalRules`. Complete when all apps are made. */
  get rules(): readonly JsonObject[] {
    return [...this.served.queries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([as, query]) => ({
        // Every Prometheus that scrapes has this series, so the adapter lists the metric before the first request is counted.
        seriesQuery: 'up',
        name: { as, matches: '^up$' },
        resources: { namespaced: false },
        // A value that is not a number would arrive as the lowest number.
        metricsQuery: `(${query}) > -Inf`,
      }));
  }

  private file(): string {
    return yamlText(tidy({ externalRules: this.rules, rules: [] }));
  }
}
