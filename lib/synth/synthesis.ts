import { ApiObject, type App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { attempt, distinct, failAll, failApp, MainstayError } from '../checks/errors';
import { isMended, keptIn } from '../checks/kept';
import { renderAgain, takeRendering, whileFinished } from '../manifest/renderings';
import { fileChartOf } from '../registry/inner-charts';
import { beforeJudgement, judge } from '../registry/when-complete';
import { DependencyPlan } from './dependency-plan';
import type { NamespaceEdge } from './namespaces-first';

const stockToJson = Chart.prototype.toJson;

/** One pass over an app: its charts, their objects and documents, all from one dependency plan. */
export class Synthesis {
  /** All charts with a file, dependencies first. */
  readonly charts: readonly Chart[];
  /** The charts whose objects are in the file of another one. */
  private readonly inner: readonly Chart[];
  private readonly first: DependencyPlan;
  private plan: DependencyPlan;
  private stale = false;

  /** @throws if the app has a dependency cycle */
  constructor(private readonly app: App) {
    const plan = new DependencyPlan(app);
    this.first = plan;
    this.plan = plan;
    const charts = plan.charts();
    this.charts = charts.filter((chart) => fileChartOf(chart) === chart);
    this.inner = charts.filter((chart) => fileChartOf(chart) !== chart);
  }

  /**
   * True if the order of these charts matters, and is therefore part of file names. Namespaces matter only where the names alone would
   * put another file before that of the Namespace.
   */
  orders(charts: readonly Chart[], nameOf: (chart: Chart) => string): boolean {
    const isLate = ({ then, first }: NamespaceEdge) =>
      charts.includes(then) && charts.includes(first) && nameOf(then) < nameOf(first);
    return this.first.orders(charts) || this.first.namespaces.some(isLate);
  }

  /** Manifests of the chart, after those that it makes in namespaces of their own. Calls an overridden `Chart.toJson`, at whatever cost. */
  documentsOf(chart: Chart): unknown[] {
    return [...this.innerOf(chart).flatMap((one) => this.documentsOf(one)), ...this.ownDocuments(chart)];
  }

  private ownDocuments(chart: Chart): unknown[] {
    if (chart.toJson === stockToJson) return this.current.objectsOf(chart).map(takeRendering);
    // An overridden method may add constructs to any chart.
    this.stale = true;
    renderAgain(this.app);
    const documents = Object.values(chart.toJson());
    renderAgain(this.app);
    return documents;
  }

  /** API objects of the file of the chart, dependencies first. */
  objectsOf(chart: Chart): ApiObject[] {
    return [...this.innerOf(chart), chart].flatMap((one) => this.current.objectsOf(one));
  }

  private innerOf(chart: Chart): readonly Chart[] {
    return this.inner.filter((one) => fileChartOf(one) === chart);
  }

  /** API objects of all charts as they are now. Constructs added meanwhile may have changed the order of the charts, too. */
  allObjects(): ApiObject[] {
    return this.current.charts().flatMap((chart) => this.current.objectsOf(chart));
  }

  private get current(): DependencyPlan {
    if (this.stale) {
      this.plan = new DependencyPlan(this.app);
      this.stale = false;
    }
    return this.plan;
  }
}

/**
 * Runs every validation in the tree once, judges the finished tree and renders it.
 *
 * @throws with all messages if there are any, and with the problems of all objects if one cannot be rendered
 */
export function synthesize<T>(app: App, render: (synthesis: Synthesis) => T): T {
  const found: string[] = [];
  const thrown: MainstayError[] = [];
  const add = (path: string, messages: readonly string[] = []): void => {
    found.push(...messages.map((message) => `[${path}] ${message}`));
  };
  beforeJudgement(app, () => {
    for (const { node } of independent(app))
      add(
        node.path,
        attempt(thrown, () => node.validate()),
      );
  });
  return whileFinished(app, () => {
    for (const [path, messages] of attempt(thrown, () => judge(app)) ?? []) add(path, messages);
    if (found.length + thrown.length > 0) failWith(app, found, thrown);
    const synthesis = new Synthesis(app);
    try {
      return render(synthesis);
    } catch (error) {
      return failWith(app, [], [error]);
    }
  });
}

/** Throws all that is known to be wrong: what validations found and threw, and the objects that cannot be rendered. */
function failWith(app: App, found: readonly string[], thrown: readonly unknown[]): never {
  const all = [...thrown, ...unrendered(app)];
  const ours = distinct(all.filter((error): error is MainstayError => error instanceof MainstayError));
  const others = all.filter((error) => !(error instanceof MainstayError));
  const errors = new Map([...ours.filter(isIndependent(app)), ...others].map((error) => [textOf(error), error]));
  const mine = [...errors.values()].filter((error): error is MainstayError => error instanceof MainstayError);
  if (found.length === 0 && mine.length === errors.size) failAll(mine);
  if (found.length === 0 && errors.size === 1) throw thrown[0]; // node-do-not-add-exception-line
  const lines = new Set([...found, ...[...errors.keys()].flatMap((text) => text.split('\n'))]);
  return failApp(`Validation failed with the following errors:\n  ${[...lines].join('\n  ')}`);
}

/** Returns the constructs whose problems do not come from props that were left out because they are wrong. */
function independent(app: App): readonly IConstruct[] {
  return app.node.findAll().filter(({ node }) => !isMended(app, node.path));
}

/** Returns a filter that leaves kept problems, and those of other constructs. */
function isIndependent(app: App): (error: MainstayError) => boolean {
  const kept = new Set(keptIn(app).flatMap(({ message }) => message.split('\n')));
  return ({ path, message }) => kept.has(message.split('\n')[0] ?? '') || !isMended(app, path ?? '');
}

/** Returns the error of each object that cannot be rendered. */
function unrendered(app: App): readonly unknown[] {
  return independent(app).flatMap((node) => {
    try {
      if (ApiObject.isApiObject(node)) node.toJson();
      return [];
    } catch (error) {
      return [error];
    }
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : `${error}`;
}
