/** The files that Prometheus servers get, out of the ConfigMaps of synthesized programs. */
import { parse, stringify } from 'yaml';
import { addCharts } from '../../apps/charts';
import { App } from '../../lib';
import { type Manifest, Manifests } from '../../lib/testing';
import { addKinds } from './programs';

/** One Prometheus server: its configuration, and its files of rules by name. */
export interface Server {
  /** `observability/observability-prometheus` */
  readonly title: string;
  readonly config: string;
  readonly rules: Readonly<Record<string, string>>;
}

/** An alerting or a recording rule, and its group. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  /** `orders/carts`: the title of what is watched. */
  readonly group: string;
  /** `orders.carts.rules.yaml` */
  readonly file: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Group {
  readonly name: string;
  readonly rules: readonly Omit<Rule, 'group' | 'file'>[];
}

/** The manifests of each chart of the apps and of the programs beside this file. */
export function charts(): (readonly Manifest[])[] {
  // Two apps: the first has a SecurityBaseline, which judges everything in its app.
  const apps = [addCharts, addKinds].map((add) => {
    const app = new App();
    add(app);
    return app;
  });
  return apps.flatMap((app) => app.charts).map((chart) => Manifests.of(chart).all);
}

/** Returns the Prometheus servers of a chart. */
export function serversOf(manifests: readonly Manifest[]): Server[] {
  const maps = manifests.filter(({ kind }) => kind === 'ConfigMap');
  return maps
    .filter((map) => map['data']?.['prometheus.yml'] !== undefined)
    .map((map) => {
      const { name, namespace } = map['metadata'];
      const mounted = maps.filter(({ metadata }) => metadata.name === name || metadata.name.startsWith(`${name}-`));
      const files: [string, string][] = mounted.flatMap(({ data }) => Object.entries(data));
      const rules = Object.fromEntries(files.filter(([file]) => file.endsWith('.rules.yaml')));
      const scrapes = files.filter(([file]) => file.endsWith('.scrape.yaml')).map(([, text]) => text);
      return { title: `${namespace}/${name}`, config: whole(map['data']['prometheus.yml'], scrapes), rules };
    });
}

/** Returns the configuration with the jobs of its other files in it. */
function whole(config: string, files: readonly string[]): string {
  const { scrape_config_files: _elsewhere, ...rest } = parse(config);
  const jobs = files.flatMap((text) => parse(text).scrape_configs);
  return stringify({ ...rest, scrape_configs: [...rest.scrape_configs, ...jobs] });
}

export function rulesOf({ rules }: Server): Rule[] {
  return Object.entries(rules).flatMap(([file, text]) =>
    (parse(text).groups as Group[]).flatMap((group) =>
      group.rules.map((rule) => ({ ...rule, group: group.name, file })),
    ),
  );
}
