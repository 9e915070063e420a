import { ApiObject, type App, Chart } from 'cdk8s';
import { attempt, failAll, failApp, MainstayError } from '../checks/errors';
import { DependencyPlan } from './dependency-plan';

const stockToJson = Chart.prototype.toJson;

/** One pass over an app: its charts, their objects and documents, all from one dependency plan. */
export class Synthesis {
  /** All charts, dependencies first. */
  readonly charts: readonly Chart[];
  private readonly first: DependencyPlan;
  private plan: DependencyPlan;
  private stale = false;

  /** @throws if the app has a dependency cycle */
  constructor(private readonly app: App) {
    const plan = new DependencyPlan(app);
    this.first = plan;
    this.plan = plan;
    this.charts = plan.charts();
  }

  /** True if the order of these charts matters, and is therefore part of file names. */
  orders(charts: readonly Chart[]): boolean {
    return this.first.orders(charts);
  }

  /** Manifests of the chart. Calls an overridden `Chart.toJson`, at whatever cost. */
  documentsOf(chart: Chart): unknown[] {
    if (chart.toJson === stockToJson) return this.objectsOf(chart).map((object) => object.toJson());
    // An overridden method may add constructs to any chart.
    this.stale = true;
    return Object.values(chart.toJson());
  }

  /** API objects of the chart itself, dependencies first. */
  objectsOf(chart: Chart): ApiObject[] {
    return this.current.objectsOf(chart);
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

/** Runs every validation in the tree once. @throws with all messages if there are any */
export function validate(app: App): void {
  const found: string[] = [];
  const thrown: MainstayError[] = [];
  for (const construct of app.node.findAll()) {
    const messages = attempt(thrown, () => construct.node.validate()) ?? [];
    found.push(...messages.map((message) => `[${construct.node.path}] ${message}`));
  }
  if (found.length + thrown.length > 0) failWith(app, found, thrown);
}

/** Renders manifests. @throws with the problems of all objects if one cannot be rendered */
export function rendered<T>(app: App, render: () => T): T {
  try {
    return render();
  } catch (error) {
    return failWith(app, [], [error]);
  }
}

/** Throws all that is known to be wrong: what validations found and threw, and the objects that cannot be rendered. */
function failWith(app: App, found: readonly string[], thrown: readonly unknown[]): never {
  const errors = new Map([...thrown, ...unrendered(app)].map((error) => [textOf(error), error]));
  const mine = [...errors.values()].filter((error): error is MainstayError => error instanceof MainstayError);
  if (found.length === 0 && mine.length === errors.size) failAll(mine);
  if (found.length === 0 && errors.size === 1) throw thrown[0]; // node-do-not-add-exception-line
  const lines = new Set([...found, ...[...errors.keys()].flatMap((text) => text.split('\n'))]);
  return failApp(`Validation failed with the following errors:\n  ${[...lines].join('\n  ')}`);
}

/** Returns the error of each object that cannot be rendered. */
function unrendered(app: App): readonly unknown[] {
  return app.node.findAll().flatMap((node) => {
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
