import { failApp } from '../checks/errors';

/**
 * Sorts a graph so that every vertex comes after its dependencies: depth first, from the vertices that nothing depends on, in
 * the order given. Linear in vertices and edges. Uses a stack of its own, so depth has no limit.
 *
 * `describe` names a vertex in the error; vertices without a name are left out of it.
 *
 * @throws if there is a cycle
 */
export function dependencyFirst<V>(
  vertices: readonly V[],
  successors: (vertex: V) => readonly V[],
  describe: (vertex: V) => string | undefined,
): V[] {
  const edges = reachableEdges(vertices, successors);
  const depended = new Set<V>();
  for (const targets of edges.values()) for (const target of targets) depended.add(target);
  const roots = vertices.filter((vertex) => !depended.has(vertex));
  const sorted = new Set<V>();
  // To find a cycle that no root leads to, the search also starts at every vertex.
  for (const start of [...roots, ...vertices]) {
    if (edges.get(start)?.length === 0) sorted.add(start);
    else if (!sorted.has(start)) visit(start, edges, sorted, describe);
  }
  return [...sorted];
}

function reachableEdges<V>(vertices: readonly V[], successors: (vertex: V) => readonly V[]): Map<V, readonly V[]> {
  const edges = new Map<V, readonly V[]>();
  const pending = [...vertices];
  for (let vertex = pending.pop(); vertex !== undefined; vertex = pending.pop()) {
    if (edges.has(vertex)) continue;
    const targets = successors(vertex);
    edges.set(vertex, targets);
    for (const target of targets) if (!edges.has(target)) pending.push(target);
  }
  return edges;
}

interface Visit<V> {
  readonly vertex: V;
  readonly targets: readonly V[];
  next: number;
}

function visit<V>(
  start: V,
  edges: ReadonlyMap<V, readonly V[]>,
  sorted: Set<V>,
  describe: (vertex: V) => string | undefined,
): void {
  const open = new Set<V>();
  const stack: Visit<V>[] = [];
  const enter = (vertex: V) => {
    if (sorted.has(vertex)) return;
    if (open.has(vertex)) failForCycle([...open], vertex, describe);
    open.add(vertex);
    stack.push({ vertex, targets: edges.get(vertex) ?? [], next: 0 });
  };

  enter(start);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const target = top.targets[top.next++];
    if (target !== undefined) {
      enter(target);
    } else {
      stack.pop();
      open.delete(top.vertex);
      sorted.add(top.vertex);
    }
  }
}

function failForCycle<V>(open: V[], back: V, describe: (vertex: V) => string | undefined): never {
  const path = [...open.slice(open.indexOf(back)), back].map(describe).filter((name) => name !== undefined);
  failApp(`Dependency cycle detected: ${path.join(' => ')}`);
}
