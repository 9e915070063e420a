/** Random programs: what they consist of, and how they become manifests. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import * as lib from '../../../lib';
import { observability, store } from '../../../test/properties/arbitraries';
import { few } from '../../../test/support/few';
import { clusterOf, webApp as served } from '../../../test/web-app/arbitraries';
import { task, webApp, worker } from '../../../test/workload/arbitraries';
import type { Manifest } from '../manifests';

const {
  AdapterRules,
  App,
  External,
  Observability,
  OtlpEndpoint,
  Port,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} = lib;

/** One construct of a program; relations name constructs by their place in the list, modulo its length. */
interface Part {
  readonly kind: 'WebApp' | 'Worker' | 'ScheduledTask' | 'StatefulStore';
  /** Index of its chart, of two. */
  readonly home: number;
  readonly props: object;
}

/** The recipe of a program. */
export interface Recipe {
  readonly cluster: lib.Cluster;
  /** Props of the baseline of each chart; a chart without one has no Namespace of its own. */
  readonly baselines: readonly (lib.SecurityBaselineProps | undefined)[];
  readonly parts: readonly Part[];
  readonly relations: readonly {
    verb: 'uses' | 'allowFrom';
    from: number;
    to: number;
    as: string | undefined;
    port: string | undefined;
  }[];
  readonly outside: readonly { from: number; to: string }[];
  readonly observability: lib.ObservabilityProps | undefined;
}

const place = fc.nat({ max: 9 });
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const part = (kind: Part['kind'], props: fc.Arbitrary<object>): fc.Arbitrary<Part> =>
  fc.record({ kind: fc.constant(kind), home: fc.nat({ max: 1 }), props: few(props) });

const parts = fc.oneof(
  part(
    'WebApp',
    fc.tuple(webApp, served).map(([program, exposure]) => ({ ...program, ...exposure })),
  ),
  part('WebApp', webApp),
  part('Worker', worker),
  part('ScheduledTask', task),
  part('StatefulStore', store),
);

const baseline: fc.Arbitrary<lib.SecurityBaselineProps> = fc.record({
  podSecurity: sometimes(fc.constantFrom('restricted', 'baseline', 'privileged') as fc.Arbitrary<'restricted'>),
  quota: sometimes(fc.constantFrom({}, { pods: 500, claims: 100 }, { pods: 500 }, { pods: 1 })),
});

/** @returns programs for clusters of one version. */
export function recipes(version: string): fc.Arbitrary<Recipe> {
  return fc.record({
    cluster: clusterOf(version),
    baselines: fc.tuple(sometimes(baseline), sometimes(baseline)),
    parts: fc.array(parts, { minLength: 1, maxLength: 3 }),
    relations: fc.array(
      fc.record({
        verb: fc.constantFrom('uses', 'allowFrom') as fc.Arbitrary<'uses'>,
        from: place,
        to: place,
        as: sometimes(fc.constantFrom('CACHE', 'OTHER', 'a-b')),
        port: fc.constantFrom(undefined, undefined, undefined, undefined, 'admin', 'http'),
      }),
      { maxLength: 3 },
    ),
    outside: fc.array(fc.record({ from: place, to: fc.constantFrom('api.stripe.com', '10.20.0.0/16', 'otel') }), {
      maxLength: 1,
    }),
    observability: sometimes(observability),
  });
}

/** The manifests of a program in two namespaces. @throws what the library throws */
export function synthesize(recipe: Recipe, namespaces: readonly [string, string]): Manifest[] {
  const app = new App({ cluster: recipe.cluster });
  const charts = namespaces.map((namespace, i) => {
    const chart = new Chart(app, i === 0 ? 'here' : 'there', { namespace });
    if (recipe.baselines[i]) new SecurityBaseline(chart, 'baseline', recipe.baselines[i]);
    return chart;
  });
  const chartOf = (index: number) => at(charts, index);
  new AdapterRules(chartOf(0), 'adapter-rules');
  const made = recipe.parts.map(({ kind, home, props }, i) => construct(chartOf(home), kind, `part-${i}`, props));
  for (const { verb, from, to, as, port } of recipe.relations) {
    const [one, other] = [at(made, from), at(made, to)];
    if (verb === 'uses' && 'uses' in one && 'bind' in other)
      one.uses(other, { ...(as && { as }), ...(port && { port }) });
    if (verb === 'allowFrom' && 'allowFrom' in other) other.allowFrom(one);
  }
  for (const { from, to } of recipe.outside) {
    const one = at(made, from);
    if ('uses' in one) one.uses(outsider(to));
  }
  if (recipe.observability) {
    new Observability(chartOf(0), 'observability', recipe.observability).watch(
      ...made.filter((each) => 'signals' in each),
    );
  }
  return parseAllDocuments(app.synthYaml())
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest): manifest is Manifest => manifest !== null);
}

function outsider(to: string): lib.IBindable {
  if (to.includes('/')) return External.cidr(to, Port.tcp(5432, 'postgres'));
  return to.includes('.') ? External.https(to) : OtlpEndpoint.service(to, 'telemetry', { sampling: 5 });
}

function construct(scope: Construct, kind: Part['kind'], id: string, props: object) {
  if (kind === 'Worker') return new Worker(scope, id, props as lib.WorkerProps);
  if (kind === 'ScheduledTask') return new ScheduledTask(scope, id, props as lib.ScheduledTaskProps);
  if (kind === 'StatefulStore') return new StatefulStore(scope, id, props as lib.StatefulStoreProps);
  return new WebApp(scope, id, props as lib.WebAppProps);
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('a program needs at least one part');
  return found;
}
