import {
  ImplicitTokenResolver,
  type IResolver,
  LazyResolver,
  NumberStringUnionResolver,
  type ResolutionContext,
} from 'cdk8s';

/** cdk8s' own resolvers in their order, as one that returns plain values at once: most values are plain. */
class StockResolver implements IResolver {
  private readonly stock = [new LazyResolver(), new ImplicitTokenResolver(), new NumberStringUnionResolver()];

  resolve(context: ResolutionContext): void {
    if (isPlain(context.value)) return;
    for (const resolver of this.stock) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' && typeof value !== 'function') return true;
  const { constructor: type, resolve } = value as { constructor?: unknown; resolve?: unknown };
  return (type === Object || type === Array) && typeof resolve !== 'function';
}

/** Replaces cdk8s' three resolvers at the end of the list, and keeps those of the user. */
export function quickenResolvers(resolvers: IResolver[]): void {
  const own = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];
  const tail = resolvers.slice(-own.length);
  if (own.every((stock, at) => tail[at]?.constructor === stock)) {
    resolvers.splice(-own.length, own.length, new StockResolver());
  }
}
