/** Random programs: what they consist of, and how they become manifests. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import * as lib from '../../../lib';
import { task, webApp, worker } from '../../program/arbitraries';
import { observability, store } from '../../properties/arbitraries';
import { clusterOf, webApp as served } from '../../web-app/arbitraries';
import type { Manifest } from '../manifests';

const { App, External, Observability, Port, ScheduledTask, SecurityBaseline, StatefulStore, WebApp, Worker } = lib;

/** One construct of a program; relations name constructs by their place in the list, modulo its length. */
interface Part {
  readonly kind: 'WebApp' | 'Worker' | 'ScheduledTask' | 'StatefulStore';
  /** Which of the two charts it stands in. */
  readonly home: number;
  readonly props: object;
}

/** A program to be. */
export interface Recipe {
  readonly cluster: lib.Cluster;
  /** Props of the baseline of each chart; a chart without one has no Namespace of its own. */
  readonly baselines: readonly (lib.SecurityBaselineProps | undefined)[];
  readonly parts: readonly Part[];
  readonly relations: readonly { verb: 'uses' | 'allowFrom'; from: number; to: number; as: string | undefined }[];
  readonly outside: readonly { from: number; to: string }[];
  readonly observability: lib.ObservabilityProps | undefined;
}

const place = fc.nat({ max: 9 });
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Without these there is no construct; everything else may be left out. */
const REQUIRED = ['image', 'engine', 'schedule'];
/** Props that all stand together are mostly refused for one of them; a few at a time also show what they do to each other. */
const MOST_PROPS = 7;

function few(props: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return props.chain((all) => {
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    const needed = given.filter(([name]) => REQUIRED.includes(name));
    const optional = given.filter(([name]) => !REQUIRED.includes(name));
    return fc
      .subarray(optional, { maxLength: Math.min(MOST_PROPS, optional.length) })
      .map((chosen) => Object.fromEntries([...needed, ...chosen]));
  });
}

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
      }),
      { maxLength: 3 },
    ),
    outside: fc.array(fc.record({ from: place, to: fc.constantFrom('api.stripe.com', '10.20.0.0/16') }), {
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
  const made = recipe.parts.map(({ kind, home, props }, i) => construct(chartOf(home), kind, `part-${i}`, props));
  for (const { verb, from, to, as } of recipe.relations) {
    const [one, other] = [at(made, from), at(made, to)];
    if (verb === 'uses' && 'uses' in one && 'bind' in other) one.uses(other, as === undefined ? {} : { as });
    if (verb === 'allowFrom' && 'allowFrom' in other) other.allowFrom(one);
  }
  for (const { from, to } of recipe.outside) {
    const one = at(made, from);
    const other = to.includes('/') ? External.cidr(to, Port.tcp(5432, 'postgres')) : External.https(to);
    if ('uses' in one) one.uses(other);
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
