import type { IConstruct } from 'constructs';

/** Records of every app, by the root of its tree. No other state of the library outlives a call. */
const apps = new WeakMap<IConstruct, Map<unknown, unknown>>();

/** A record of which every app has one: made empty when it is first used, shared by all constructs of the app. */
export class AppRecord<Content> {
  constructor(private readonly empty: () => Content) {}

  /** Returns the record of the app that `scope` is in. */
  of(scope: IConstruct): Content {
    const { root } = scope.node;
    const records = apps.get(root) ?? new Map<unknown, unknown>();
    apps.set(root, records);
    if (!records.has(this)) records.set(this, this.empty());
    return records.get(this) as Content;
  }
}

/** A value that is attached to constructs and holds for everything inside them. */
export class Inherited<Value> {
  private readonly attached = new AppRecord(() => new Map<IConstruct, Value>());

  attach(scope: IConstruct, value: Value): void {
    this.attached.of(scope).set(scope, value);
  }

  /** Returns the values that apply to `scope`, the nearest first. */
  around(scope: IConstruct): readonly Value[] {
    const attached = this.attached.of(scope);
    const values: Value[] = [];
    if (attached.size === 0) return values;
    for (let at: IConstruct | undefined = scope; at; at = at.node.scope) {
      if (attached.has(at)) values.push(attached.get(at) as Value);
    }
    return values;
  }

  /** Returns the value that is attached to `scope` itself. */
  at(scope: IConstruct): Value | undefined {
    return this.attached.of(scope).get(scope);
  }

  /** Returns the construct at or around `scope` that has the value which applies to it. */
  holder(scope: IConstruct): IConstruct | undefined {
    const attached = this.attached.of(scope);
    return scope.node.scopes.reverse().find((at) => attached.has(at));
  }
}

/** The target clusters of an app. Other clusters may have objects of the same names. */
export const CLUSTERS = new Inherited<object>();

/** Returns the cluster that `scope` is for, as a key: `undefined` when none is attached. */
export function clusterKey(scope: IConstruct): object | undefined {
  return CLUSTERS.around(scope)[0];
}

/** A record of which every app has one for each of its clusters. */
export class ClusterRecord<Content> {
  private readonly contents = new AppRecord(() => new Map<object | undefined, Content>());

  constructor(private readonly empty: () => Content) {}

  /** Returns the record of the cluster that `scope` is for. */
  of(scope: IConstruct): Content {
    const contents = this.contents.of(scope);
    const cluster = clusterKey(scope);
    const content = contents.get(cluster) ?? this.empty();
    contents.set(cluster, content);
    return content;
  }
}
