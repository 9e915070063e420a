import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { namespaceOf } from '../../manifest/plain-object';
import { inOneCluster } from '../../relations/one-cluster';
import type { CopyDescription, StoreDescription } from '../description';
import type { StatefulStoreProps } from '../props';
import type { StoreCopy } from './store-copy';

type CopyProps = Pick<StatefulStoreProps, 'copyFrom' | 'readOnly' | 'restoreFrom' | 'fromSnapshot'>;

/** Checks what a store begins with, and that it may take no write. Throws when the engine cannot do that, or two props contradict. */
export function checkCopy(
  scope: Construct,
  engine: string,
  { backup }: Pick<StoreDescription, 'backup'>,
  props: CopyProps,
): void {
  const { copyFrom, readOnly = false } = props;
  const copy = backup?.copy;
  if (readOnly && !copy) {
    const fix = 'leave it out: only PostgreSQL has it';
    fail(scope, `${engine} must be able to serve without taking writes`, 'readOnly', fix);
  }
  if (!copyFrom) return;
  for (const prop of ['readOnly', 'restoreFrom', 'fromSnapshot'] as const) {
    if (!props[prop]) continue;
    fail(
      scope,
      `a store that begins with a copy must not have ${prop}`,
      `${copyFrom}`,
      `leave ${prop} or copyFrom out`,
    );
  }
  checkSource(scope, engine, copy, copyFrom);
}

/** Throws when the data of the source does not become that of the store. */
function checkSource(scope: Construct, engine: string, copy: CopyDescription | undefined, copyFrom: StoreCopy): void {
  const { source } = copyFrom;
  const path = source.scope.node.path;
  const from = source.description.backup?.copy;
  if (!copy || !from || source.engine !== engine) {
    const fix =
      'servers of Valkey and Redis take over the data of an earlier version: give that store the new engine and image';
    fail(scope, 'copyFrom must be a store of PostgreSQL in one of PostgreSQL', `${engine} from ${source.engine}`, fix);
  }
  inOneCluster(scope, 'copyFrom', source.scope, 'restore a backup there, and copy that store');
  const [here, there] = [namespaceOf(scope), namespaceOf(source.scope)];
  if (here !== there) {
    fail(scope, 'copyFrom must be in the same namespace, as its Secret is', `${there} for ${here}`, 'put both in one');
  }
  if (copy.version < from.version) {
    const fix = `use version ${from.version} or a later one`;
    fail(scope, `copyFrom must have the same or an earlier version of ${engine}`, `${from.version} in ${path}`, fix);
  }
  for (const [name, value] of Object.entries(from.alike)) {
    if (copy.alike[name] === value) continue;
    fail(scope, `${name} must be that of the store that is copied`, copy.alike[name], `pass ${name}: '${value}'`);
  }
}
