import { type ApiObject, type App, Chart } from 'cdk8s';
import { failApp } from '../checks/errors';
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
  const errors = app.node
    .findAll()
    .flatMap((construct) => construct.node.validate().map((message) => `[${construct.node.path}] ${message}`));
  if (errors.length > 0) failApp(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
}
