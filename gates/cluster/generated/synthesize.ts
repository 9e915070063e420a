/** Makes manifests of a random program. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { parseAllDocuments } from 'yaml';
import * as lib from '../../../lib';
import type { Manifest } from '../manifests';
import type { Part, Recipe } from './recipe';

const {
  AdapterRules,
  App,
  External,
  ExternalObject,
  Observability,
  OtlpEndpoint,
  Port,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  Task,
  WebApp,
  Worker,
} = lib;

/** The manifests of a program in two namespaces. @throws what the library throws */
export function synthesize(recipe: Recipe, namespaces: readonly [string, string]): Manifest[] {
  const app = new App({ cluster: recipe.cluster });
  const charts = namespaces.map((namespace, i) => {
    const chart = new Chart(app, i === 0 ? 'here' : 'there', { namespace });
    const props = recipe.baselines[i];
    // Others protect a namespace without a baseline.
    const external = namespaces.map((name) => ExternalObject.namespace(name));
    if (props)
      new SecurityBaseline(chart, 'baseline', { ...props, external: [...external, ...(props.external ?? [])] });
    return chart;
  });
  const chartOf = (index: number) => at(charts, index);
  new AdapterRules(chartOf(0), 'adapter-rules');
  const made = recipe.parts.map(({ kind, home, props }, i) => construct(chartOf(home), kind, `part-${i}`, props));
  for (const { verb, from, to, as, port } of recipe.relations) {
    const [one, other] = [at(made, from), at(made, to)];
    if (verb === 'uses' && 'uses' in one && 'bind' in other)
      one.uses(other, { ...(as && { as }), ...(port && { port }) });
    if (verb === 'waitFor' && 'waitFor' in one && other instanceof Task) one.waitFor(other);
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

/** Props of a store; an engine that its options may refuse is made with the store. */
type StoreProps = Omit<lib.StatefulStoreProps, 'engine'> & { readonly engine: lib.Engine | (() => lib.Engine) };

function construct(scope: Construct, kind: Part['kind'], id: string, props: object) {
  if (kind === 'Worker') return new Worker(scope, id, props as lib.WorkerProps);
  if (kind === 'ScheduledTask') return new ScheduledTask(scope, id, props as lib.ScheduledTaskProps);
  if (kind === 'Task') return new Task(scope, id, props as lib.TaskProps);
  if (kind === 'StatefulStore') {
    const { engine, ...rest } = props as StoreProps;
    return new StatefulStore(scope, id, { ...rest, engine: typeof engine === 'function' ? engine() : engine });
  }
  return new WebApp(scope, id, props as lib.WebAppProps);
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('a program needs at least one part');
  return found;
}
