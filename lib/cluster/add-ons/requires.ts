import type { IConstruct } from 'constructs';
import { fail } from '../../checks/errors';
import { Cluster } from '../cluster';
import type { AddOnFacts } from './facts';
import { ADD_ONS, type AddOnName, type AddOnOptions } from './table';

/**
 * Returns the options of an add-on of the cluster that `scope` is for. Throws when it is not installed: `what needs KEDA`, with
 * the call that adds it, and `otherwise` as another fix.
 */
export function requires<Name extends AddOnName>(
  scope: IConstruct,
  name: Name,
  what: string,
  otherwise?: string,
): AddOnOptions[Name] {
  return Cluster.of(scope).addOn(name) ?? failWithout(scope, ADD_ONS[name], what, otherwise);
}

/** Throws the error of {@link requires}: `what needs …`. */
export function failWithout(
  scope: IConstruct | undefined,
  { title, call }: Pick<AddOnFacts, 'title' | 'call'>,
  what: string,
  otherwise?: string,
): never {
  const fix = [`say installed: [${call}] in the Cluster`, otherwise].filter(Boolean).join(', or ');
  fail(scope, `${what} needs ${title}`, 'a cluster without', fix);
}
