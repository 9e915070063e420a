import { celEnv, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { Fields } from './good-app';

/** A request, as policies see it. */
export interface Asked {
  readonly object: Fields;
  readonly oldObject?: Fields;
  /** The labels of the namespace. */
  readonly labels?: Readonly<Record<string, string>>;
}

const PATTERNS = {
  compile: (text: string) => new RegExp(text.replace('(?i)', ''), text.startsWith('(?i)') ? 'i' : ''),
};
const ENVIRONMENT = celEnv({ funcs: [...strings], re2: PATTERNS });

const COMPILED = new Map<string, ReturnType<typeof plan>>();

function compile(text: string): ReturnType<typeof plan> {
  const compiled = COMPILED.get(text) ?? plan(ENVIRONMENT, parse(text));
  COMPILED.set(text, compiled);
  return compiled;
}

/** Evaluates a policy as the API server does. @returns the messages of the validations that fail; none if the policy is not about it */
export function judge(policy: Fields, { object, oldObject, labels }: Asked): string[] {
  const { kind, metadata } = object;
  const operation = oldObject === undefined ? 'CREATE' : 'UPDATE';
  const variables: Record<string, unknown> = {};
  const known = {
    object,
    oldObject: oldObject ?? null,
    request: { kind: { kind }, operation, namespace: metadata.namespace },
    namespaceObject: { metadata: labels ? { labels } : {} },
    variables,
  };
  const value = (text: string): unknown => {
    const result = compile(text)(known as never) as unknown;
    if (result instanceof Error) throw new Error(`${result.message} in ${text}`);
    return result;
  };
  const { matchConditions, validations } = policy.spec;
  if (!matchConditions.every(({ expression }: Fields) => value(expression) === true)) return [];
  for (const { name, expression } of policy.spec.variables) variables[name] = value(expression);
  return validations
    .filter(({ expression }: Fields) => value(expression) !== true)
    .map(({ messageExpression }: Fields) => `${value(messageExpression)}`);
}
