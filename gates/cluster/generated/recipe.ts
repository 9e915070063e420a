/** Random programs: what they consist of. */
import fc from 'fast-check';
import type * as lib from '../../../lib';
import { stores } from '../../../test/properties/stores';
import { type Choices, MIXED, RIGHT } from '../../../test/support/choices';
import { few } from '../../../test/support/few';
import { clustersOf, exposures } from '../../../test/web-app/arbitraries';
import { programs } from '../../../test/workload/arbitraries';
import { fitted } from './fit';

/** One construct of a program; relations name constructs by their place in the list, modulo its length. */
export interface Part {
  readonly kind: 'WebApp' | 'Worker' | 'ScheduledTask' | 'Task' | 'StatefulStore';
  /** Index of its chart, of two. */
  readonly home: number;
  readonly props: object;
}

/** The recipe of a program. */
export interface Recipe {
  readonly cluster: lib.Cluster;
  /** Props of the baseline of each chart; a chart without one has no Namespace of its own. */
  readonly baselines: readonly (lib.SecurityBaselineProps | undefined)[];
  readonly parts: readonly Part[];
  readonly relations: readonly {
    readonly verb: 'uses' | 'allowFrom' | 'waitFor';
    readonly from: number;
    readonly to: number;
    readonly as: string | undefined;
    readonly port: string | undefined;
  }[];
  readonly outside: readonly { readonly from: number; readonly to: string }[];
  readonly observability: lib.ObservabilityProps | undefined;
}

const place = fc.nat({ max: 9 });
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Volumes are not left out as often as other props are. */
function part(
  kind: Part['kind'],
  props: fc.Arbitrary<object>,
  volumes: fc.Arbitrary<object | undefined> = fc.constant(undefined),
): fc.Arbitrary<Part> {
  const mounting = fc
    .tuple(few(props), volumes)
    .map(([all, mounted]) => (mounted ? { ...all, volumes: mounted } : all));
  return fc.record({ kind: fc.constant(kind), home: fc.nat({ max: 1 }), props: mounting });
}

function partsOf(choices: Choices): fc.Arbitrary<Part> {
  const { webApp, worker, task, once, volumes } = programs(choices);
  const program = (kind: Part['kind'], props: fc.Arbitrary<object>) => part(kind, props, volumes);
  const { store, postgres } = stores(choices);
  const served = fc.tuple(webApp, exposures(choices).webApp);
  return fc.oneof(
    program(
      'WebApp',
      served.map(([program, exposure]) => ({ ...program, ...exposure })),
    ),
    program('WebApp', webApp),
    program('Worker', worker),
    program('ScheduledTask', task),
    program('Task', once),
    program('Task', once),
    part('StatefulStore', store),
    part('StatefulStore', postgres),
  );
}

export function recipesOf(choices: Choices, version: string): fc.Arbitrary<Recipe> {
  const { wrong, seldom } = choices;
  const baseline: fc.Arbitrary<lib.SecurityBaselineProps> = fc.record({
    podSecurity: seldom<'restricted' | 'baseline' | 'privileged'>(['restricted', 'baseline', 'privileged']),
    quota: seldom<lib.Quota>([{}, { pods: 500, claims: 100 }, { pods: 500 }], [{ pods: 1 }]),
  });
  return fc.record({
    cluster: clustersOf(choices, [version]),
    baselines: fc.tuple(sometimes(baseline), sometimes(baseline)),
    parts: fc.array(partsOf(choices), { minLength: 1, maxLength: 3 }),
    relations: fc.array(
      fc.record({
        verb: fc.constantFrom<'uses' | 'allowFrom' | 'waitFor'>('uses', 'allowFrom', 'waitFor'),
        from: place,
        to: place,
        as: seldom(['CACHE', 'OTHER'], ['a-b']),
        port: wrong
          ? fc.constantFrom(undefined, undefined, undefined, undefined, 'admin', 'http')
          : fc.constant(undefined),
      }),
      { maxLength: 3 },
    ),
    outside: fc.array(fc.record({ from: place, to: fc.constantFrom('api.stripe.com', '10.20.0.0/16', 'otel') }), {
      maxLength: 1,
    }),
    observability: sometimes(stores(choices).observability),
  });
}

/** @returns programs for clusters of one version: three in four of props that fit each other, the others of any */
export function recipes(version: string): fc.Arbitrary<Recipe> {
  return fc.oneof(
    { arbitrary: recipesOf(RIGHT, version).map(fitted), weight: 3 },
    { arbitrary: recipesOf(MIXED, version), weight: 1 },
  );
}
