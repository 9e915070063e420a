import { ApiObject, type App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { failApp } from '../checks/errors';
import { lateLast } from '../manifest/apply-order';
import { type NamespaceEdge, namespaceEdges } from './namespaces-first';
import { dependencyFirst } from './topological-sort';

/**
 * All API objects of a dependency's target as one vertex, so that a dependency of S objects on T objects takes S + T edges
 * and not S × T.
 */
class ObjectGroup {
  constructor(
    readonly chart: Chart,
    readonly members: readonly ApiObject[],
    readonly without?: ApiObject,
  ) {}
}

type Vertex = IConstruct | ObjectGroup;

/** The successors of most constructs. */
const NONE: readonly Vertex[] = [];

/**
 * The dependencies of an app, read once from the construct tree and kept beside it.
 *
 * Follows cdk8s' rules: a chart depends on the charts nested in it; a dependency between constructs is also one between
 * their charts, and between all their API objects; an object belongs to its closest chart.
 */
export class DependencyPlan {
  private readonly nodes: readonly IConstruct[];
  private readonly constructEdges = new Map<IConstruct, Set<IConstruct>>();
  private readonly objectEdges = new Map<IConstruct, Set<ObjectGroup>>();
  private readonly groups = new Map<IConstruct, ObjectGroup>();
  private readonly objectsUnderCache = new Map<IConstruct, ReadonlySet<ApiObject>>();
  private readonly linkedCharts = new Set<Chart>();
  /** The charts that apply after a chart with their Namespace. */
  readonly namespaces: readonly NamespaceEdge[];

  /** @throws if a construct depends on itself, or one end of a dependency is outside every chart */
  constructor(app: App) {
    this.nodes = app.node.findAll();
    this.readDeclaredEdges();
    this.addChartEdges();
    this.addObjectEdges();
    this.namespaces = namespaceEdges(this.nodes).filter(({ then, first }) => this.addNamespaceEdge(then, first));
  }

  /** True if the order of these charts matters: one of them is nested or holds a chart, depends on another or is depended on. */
  orders(charts: readonly Chart[]): boolean {
    return charts.some((chart) => this.linkedCharts.has(chart));
  }

  /** All charts, dependencies first. @throws if there is a dependency cycle anywhere in the app */
  charts(): Chart[] {
    return this.sort(inKeyOrder(this.nodes)).filter((node) => Chart.isChart(node));
  }

  /** API objects of the chart itself, without those of nested charts, dependencies first, and last those that the cluster makes, too. */
  objectsOf(chart: Chart): ApiObject[] {
    return lateLast(this.sort(chart.node.findAll()).filter((node): node is ApiObject => isObjectOf(node, chart)));
  }

  private readDeclaredEdges(): void {
    for (const node of this.nodes) {
      const targets = node.node.dependencies;
      if (targets.length === 0) continue;
      if (targets.includes(node)) {
        const path = node.node.path;
        failApp(
          `Dependency cycle detected: ${path} => ${path}, a construct cannot depend on itself; remove that dependency`,
        );
      }
      this.constructEdges.set(node, new Set(targets));
    }
  }

  private addChartEdges(): void {
    for (const parent of this.nodes) {
      if (!Chart.isChart(parent)) continue;
      for (const child of parent.node.children) if (Chart.isChart(child)) this.linkCharts(parent, child);
    }
    for (const [source, target] of this.edges()) {
      const [from, to] = [Chart.of(source), Chart.of(target)];
      if (from !== to) this.linkCharts(from, to);
    }
  }

  /** Returns false for an order that the dependencies of the program exclude. */
  private addNamespaceEdge(then: Chart, first: Chart): boolean {
    const seen = new Set<IConstruct>([first]);
    for (const at of seen) {
      if (at === then) return false;
      for (const target of this.constructEdges.get(at) ?? []) if (Chart.isChart(target)) seen.add(target);
    }
    setOf(this.constructEdges, then).add(first);
    return true;
  }

  private linkCharts(from: Chart, to: Chart): void {
    setOf(this.constructEdges, from).add(to);
    this.linkedCharts.add(from).add(to);
  }

  private addObjectEdges(): void {
    for (const [source, target] of this.edges()) {
      const members = this.objectsUnder(target);
      if (members.size === 0) continue;
      for (const object of this.objectsUnder(source)) {
        const group = members.has(object)
          ? new ObjectGroup(Chart.of(target), [...members], object)
          : this.groupOf(target, members);
        setOf(this.objectEdges, object).add(group);
      }
    }
  }

  private groupOf(target: IConstruct, members: ReadonlySet<ApiObject>): ObjectGroup {
    const known = this.groups.get(target);
    if (known) return known;
    const group = new ObjectGroup(Chart.of(target), [...members]);
    this.groups.set(target, group);
    return group;
  }

  private objectsUnder(construct: IConstruct): ReadonlySet<ApiObject> {
    const known = this.objectsUnderCache.get(construct);
    if (known) return known;
    const chart = Chart.of(construct);
    const objects = new Set(construct.node.findAll().filter((node): node is ApiObject => isObjectOf(node, chart)));
    this.objectsUnderCache.set(construct, objects);
    return objects;
  }

  /** All edges in tree order, as a copy: callers add edges while they read it. */
  private edges(): [IConstruct, IConstruct][] {
    return this.nodes.flatMap((source) =>
      Array.from(this.constructEdges.get(source) ?? [], (target): [IConstruct, IConstruct] => [source, target]),
    );
  }

  private sort(nodes: readonly IConstruct[]): IConstruct[] {
    const linked = nodes.some((node) => this.constructEdges.has(node) || this.objectEdges.has(node));
    if (!linked) return [...nodes];
    const inside = new Set(nodes);
    const successors = (vertex: Vertex): readonly Vertex[] => this.successors(vertex, inside);
    const describe = (vertex: Vertex) => (vertex instanceof ObjectGroup ? undefined : vertex.node.path);
    return dependencyFirst<Vertex>(nodes, successors, describe).filter(
      (vertex): vertex is IConstruct => !(vertex instanceof ObjectGroup),
    );
  }

  /** Successors of a vertex. The objects of a group are all inside or all outside a subtree, as their chart is. */
  private successors(vertex: Vertex, inside: ReadonlySet<IConstruct>): readonly Vertex[] {
    if (vertex instanceof ObjectGroup) {
      return vertex.without ? vertex.members.filter((member) => member !== vertex.without) : vertex.members;
    }
    const constructs = this.constructEdges.get(vertex);
    const groups = this.objectEdges.get(vertex);
    if (!constructs && !groups) return NONE;
    const found: Vertex[] = [];
    for (const target of constructs ?? []) if (inside.has(target)) found.push(target);
    for (const group of groups ?? []) if (inside.has(group.chart)) found.push(group);
    return found;
  }
}

function isObjectOf(node: IConstruct, chart: Chart): boolean {
  return ApiObject.isApiObject(node) && Chart.of(node) === chart;
}

function setOf<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  const known = map.get(key);
  if (known) return known;
  const created = new Set<V>();
  map.set(key, created);
  return created;
}

/** Sorts as cdk8s does: it keeps vertices in an object keyed by path, and JavaScript puts integer-like keys ("10") first. */
function inKeyOrder(nodes: readonly IConstruct[]): readonly IConstruct[] {
  if (!nodes.some((node) => /^\d+$/.test(node.node.path))) return nodes;
  return Object.values(Object.fromEntries(nodes.map((node) => [node.node.path, node])));
}
