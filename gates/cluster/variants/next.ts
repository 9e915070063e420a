/** Later versions of the apps: changes that users make from one day to the next. */
import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { type Engine, IMAGES, type ImageOverrides } from '../../../lib';
import type { AppManifests } from '../manifests';
import { type Edit, type Statement, synthesizeApps, type Variant } from './load';

const PROGRAMS = ['WebApp', 'Worker', 'ScheduledTask'];

/** @returns the image with another tag. */
function newer(image: string): string {
  return image.includes('@sha256:') ? image.replace(/.$/, (last) => (last === '0' ? '1' : '0')) : `${image}-next`;
}

/** A twelfth more, in whole steps of 32Mi: a store's volume follows from its memory and cannot grow by an apply. */
function more(memory: unknown): Size {
  const mebibytes = memory instanceof Size ? memory.toMebibytes() : 256;
  return Size.mebibytes(mebibytes + 32 * Math.max(1, Math.floor(mebibytes / 12 / 32)));
}

/** One pod more, or one more at least and at most where an autoscaler decides. A store grows to the next size that its engine knows. */
function replicas({ of, props }: Statement): object {
  const scaling = props['scaling'] as { min?: number; max: number } | undefined;
  if (of === 'ScheduledTask') return {};
  if (scaling) return { scaling: { ...scaling, min: (scaling.min ?? 3) + 1, max: scaling.max + 1 } };
  if (of === 'StatefulStore') return larger(props);
  return { replicas: ((props['replicas'] as number | undefined) ?? 3) + 1 };
}

function larger(props: Statement['props']): object {
  const { failover } = (props['engine'] as Engine).model;
  const now = (props['replicas'] as number | undefined) ?? failover[0] ?? 1;
  const next = now === 1 ? undefined : failover.find((size) => size > now);
  return next === undefined ? {} : { replicas: next };
}

/** Image, replicas, memory and environment are changed. */
const valuesChanged: Edit = (statement) => {
  const { of, props } = statement;
  if (of === 'Observability') return { ...statement, props: { ...props, memory: Size.gibibytes(2) } };
  if (of !== 'StatefulStore' && !PROGRAMS.includes(of)) return statement;
  const changed = { ...props, ...replicas(statement), memory: more(props['memory']) };
  if (of === 'StatefulStore') return { ...statement, props: changed };
  const env = { ...(props['env'] as object), RELEASE: 'next' };
  return { ...statement, props: { ...changed, env, image: newer(props['image'] as string) } };
};

/** Every construct is one level deeper in the tree. */
const moved: Edit = (statement) => {
  const { scope } = statement;
  return { ...statement, scope: (scope.node.tryFindChild('group') as Construct) ?? new Construct(scope, 'group') };
};

/** Every construct has another id, and the old one as its name. A baseline has no name, and its objects are not named for it. */
const renamed: Edit = (statement) => {
  const { of, id, props } = statement;
  const name = of === 'SecurityBaseline' ? {} : { name: id };
  return { ...statement, id: `${id}-renamed`, props: { ...name, ...props } };
};

const images = Object.fromEntries(
  Object.entries(IMAGES).map(([name, image]) => [name, newer(image)]),
) as ImageOverrides;

/** The apps as a variant of them would be after another edit. */
function later(variant: Variant, edit: Edit): AppManifests[] {
  const before = variant.edit ?? ((statement) => statement);
  return synthesizeApps({ ...variant, images, edit: (statement) => edit(valuesChanged(before(statement))) });
}

/** Versions of the apps, each to be applied over the one before. */
export const NEXT: readonly { readonly title: string; readonly make: (variant: Variant) => AppManifests[] }[] = [
  {
    title: 'with other images, replicas, memory and environment, and constructs moved',
    make: (variant) => later(variant, moved),
  },
  {
    title: 'with constructs renamed that keep their names',
    make: (variant) => later(variant, renamed),
  },
];
