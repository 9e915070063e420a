import {
  ApiObject,
  Chart,
  App as CoreApp,
  ImplicitTokenResolver,
  type IResolver,
  LazyResolver,
  NumberStringUnionResolver,
  ResolutionContext,
} from 'cdk8s';

/**
 * A value that is resolved to its end. cdk8s resolves what is inside objects of the class `Object` only, and renders objects of a class
 * with this name, so that it does not look into this one again.
 */
class Resolved {
  readonly [field: string]: unknown;
}
Object.defineProperty(Resolved, 'name', { value: 'Object' });

/**
 * cdk8s' own resolvers in their order, as one. Most values are plain and need none of them. Where the app has no other resolver, this
 * one resolves all that is inside a value at once: cdk8s would look for the app, and copy the path, for each field.
 */
class StockResolver implements IResolver {
  private readonly stock = [new LazyResolver(), new ImplicitTokenResolver(), new NumberStringUnionResolver()];

  /** @param resolvers all resolvers of the app @param isDeep true if cdk8s takes a {@link Resolved} as it is */
  constructor(
    private readonly resolvers: readonly IResolver[],
    private readonly isDeep: boolean,
  ) {}

  resolve(context: ResolutionContext): void {
    const { value, key } = context;
    if (!isPlain(value)) this.replace(context);
    else if (this.isDeep && key.length === 0 && isMap(value) && this.resolvers.length === 1) {
      context.replaceValue(this.fields(context.obj, value, new Resolved() as Record<string, unknown>));
    }
  }

  private replace(context: ResolutionContext): void {
    for (const resolver of this.stock) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }

  private resolved(object: ApiObject, value: unknown): unknown {
    if (value === undefined || value === null) return value;
    if (!isPlain(value)) {
      const context = new ResolutionContext(object, [], value);
      this.replace(context);
      if (context.replaced) return this.resolved(object, context.replacedValue);
    }
    if (Array.isArray(value)) return value.map((element) => this.resolved(object, element));
    return isMap(value) ? this.fields(object, value, {}) : value;
  }

  private fields(object: ApiObject, value: object, copy: Record<string, unknown>): object {
    for (const field of Object.keys(value)) copy[field] = this.resolved(object, (value as typeof copy)[field]);
    return copy;
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' && typeof value !== 'function') return true;
  const { constructor: type, resolve } = value as { constructor?: unknown; resolve?: unknown };
  return (type === Object || type === Array || type === Resolved) && typeof resolve !== 'function';
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value?.constructor === Object;
}

/** True if the installed cdk8s renders a {@link Resolved}. */
function rendersResolved(): boolean {
  const app = new CoreApp();
  app.resolvers.splice(0, app.resolvers.length, new StockResolver(app.resolvers, true));
  const fields = { apiVersion: 'v1', kind: 'Probe', spec: { text: 'same' } };
  try {
    return new ApiObject(new Chart(app, 'chart'), 'probe', fields).toJson().spec.text === 'same';
  } catch {
    return false;
  }
}

let isDeep: boolean | undefined;

/** Replaces cdk8s' three resolvers at the end of the list, and keeps those of the user. */
export function quickenResolvers(resolvers: IResolver[]): void {
  const own = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];
  const tail = resolvers.slice(-own.length);
  if (own.every((stock, at) => tail[at]?.constructor === stock)) {
    isDeep ??= rendersResolved();
    resolvers.splice(-own.length, own.length, new StockResolver(resolvers, isDeep));
  }
}
