import { type ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

const late = new WeakSet<ApiObject>();

/**
 * Puts an object at the end of its chart's file: one that Kubernetes makes itself, soon after its Namespace. `kubectl apply` asks for an
 * object and creates it if it is not there; when the cluster is the first between the two, the apply ends with AlreadyExists.
 */
export function applyLast(object: ApiObject): void {
  late.add(object);
}

/** Returns the objects in their order, with those of {@link applyLast} at the end. */
export function lateLast(objects: readonly ApiObject[]): ApiObject[] {
  const last = objects.filter((object) => late.has(object));
  return last.length === 0 ? [...objects] : [...objects.filter((object) => !late.has(object)), ...last];
}

/**
 * Makes kubectl apply `first` before `then`. Does nothing if that would make a cycle of constructs or of charts: two services
 * that use each other have no order, and cdk8s drops output on a self-dependency.
 */
export function applyAfter(then: IConstruct, first: IConstruct): void {
  if (then === first || inside(then, first) || inside(first, then)) return;
  if (reaches(first, then)) return;
  if (!then.node.dependencies.includes(first)) then.node.addDependency(first);
}

function inside(inner: IConstruct, outer: IConstruct): boolean {
  return inner.node.scopes.includes(outer);
}

/** True if something under `from` must already be applied after something under `to`, by itself or by its chart. */
function reaches(from: IConstruct, to: IConstruct): boolean {
  const fromChart = Chart.of(from);
  const toChart = Chart.of(to);
  if (fromChart !== toChart) return reachable(fromChart, toChart, (node) => Chart.of(node));
  return reachable(from, to, (node) => owner(node, to));
}

function reachable(from: IConstruct, to: IConstruct, group: (node: IConstruct) => IConstruct): boolean {
  const seen = new Set<IConstruct>([from]);
  const open = [from];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const target of at.node.findAll().flatMap((node) => node.node.dependencies)) {
      const next = group(target);
      // A dependency on a construct is one on all that is inside it.
      if (next === to || inside(to, next)) return true;
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return false;
}

/** The construct itself, or `to` if it is inside `to`. */
function owner(node: IConstruct, to: IConstruct): IConstruct {
  return inside(node, to) ? to : node;
}
