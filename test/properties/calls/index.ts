import * as library from '../../../lib';
import * as engine from '../../../lib/engine';
import * as testing from '../../../lib/testing';
import { OBSERVABILITY_VALUES } from './alerts';
import { BACKUPS } from './backups';
import { BASELINE } from './baseline';
import { CLUSTER } from './cluster';
import { IDENTITY } from './identity';
import { NETWORK } from './network';
import { OBSERVABILITY } from './observability';
import { RELATIONS } from './relations';
import { SCALING } from './scaling';
import { SECRETS } from './secrets';
import { STORES } from './stores';
import type { Call } from './support';
import { SYNTH } from './synth';
import { WEB_APP } from './web-app';
import { WORKLOAD } from './workload';

export type { Call };

/** Every public method and constructor. */
export const CALLS: Readonly<Record<string, Call>> = {
  ...CLUSTER,
  ...NETWORK,
  ...RELATIONS,
  ...IDENTITY,
  ...SCALING,
  ...WORKLOAD,
  ...SECRETS,
  ...WEB_APP,
  ...STORES,
  ...BACKUPS,
  ...OBSERVABILITY,
  ...OBSERVABILITY_VALUES,
  ...BASELINE,
  ...SYNTH,
};

export const ALL = { ...engine, ...library, ...testing } as unknown as Record<string, Record<string, unknown>>;

/** Calls a method with arguments. */
export function call(name: string, { on: object }: Call, args: readonly unknown[]): unknown {
  const [owner = '', method] = name.split('.');
  const found = ALL[owner] as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  if (method === undefined) return (found as unknown as (...args: readonly unknown[]) => unknown)(...args);
  if (method === 'constructor') return Reflect.construct(found as never, args as unknown[]);
  const on = object?.() ?? found;
  return (on as typeof found)[method]?.(...args);
}
