import type { ApiObjectMetadataDefinition } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { QUALIFIED_NAME } from '../checks/patterns';
import type { Labels } from './labels';

/** Throws when a key is no name of an annotation. */
export function annotationKeys(scope: Construct, what: string, annotations: Labels): void {
  const wrong = Object.keys(annotations).find((key) => !QUALIFIED_NAME.test(key));
  if (wrong === undefined) return;
  fail(scope, `a key of ${what} must be a name with an optional prefix`, wrong, 'use a form such as acme.com/team');
}

/**
 * Returns labels or annotations of a program together with those that Mainstay sets. Throws when both have a key with different
 * values, because a prop decides it.
 */
export function joined(scope: Construct, what: string, given: Labels, own: Labels): Labels {
  const twice = Object.keys(given).find((key) => own[key] !== undefined && own[key] !== given[key]);
  if (twice !== undefined) {
    const got = `${twice}: ${given[twice]}`;
    fail(scope, `${what} must not contradict what a prop sets, ${own[twice]}`, got, `remove it from ${what}`);
  }
  return { ...given, ...own };
}

/** Adds annotations to an object that a program may have annotated by the prop `what`. Throws when they differ. */
export function annotate(
  scope: Construct,
  what: string,
  { metadata }: { readonly metadata: ApiObjectMetadataDefinition },
  annotations: Labels = {},
): void {
  const { annotations: given = {} } = metadata.toJson() as { readonly annotations?: Labels };
  joined(scope, what, given, annotations);
  for (const [key, value] of Object.entries(annotations)) metadata.addAnnotation(key, value);
}
