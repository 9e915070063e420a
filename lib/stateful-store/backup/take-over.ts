import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';

/** Returns the identity whose place a store goes on in. Throws when it is none. */
export function takenOver(scope: Construct, { takeOver }: { readonly takeOver?: string }): string | undefined {
  if (takeOver === undefined || /^([0-9a-f]{16}|\d{8}T\d{6}Z)$/.test(takeOver)) return takeOver;
  const fix = 'use what the message of a refused backup names, such as 4f1c90aa27be6d35';
  return fail(scope, 'takeOver must be the identity of the data that wrote there', takeOver, fix);
}

/** Returns the variable of the scripts that write to a place. */
export function takeOverEnv(takeOver: string | undefined): Readonly<Record<string, string>> {
  return takeOver === undefined ? {} : { TAKE_OVER: takeOver };
}
