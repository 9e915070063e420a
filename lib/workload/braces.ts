import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { referenceTo } from '../relations/references';

/** `$NAME`, `${NAME}` and `${NAME:-default}`, as Docker Compose and shells read them. `$$` is a dollar sign. */
const TOKENS = /\$\$|\$\{([A-Za-z_]\w*)(:?[-?+][^}]*)?\}|\$([A-Za-z_]\w*)/g;
const CAPITALS = /^[A-Z][A-Z0-9_]*$/;

/**
 * Throws when a value refers to a variable of the container as Docker Compose or a shell does: Kubernetes passes it on as text.
 *
 * @see https://docs.docker.com/reference/compose-file/interpolation/
 */
export function refuseBraces(scope: Construct, variable: string, text: string, known: ReadonlySet<string>): void {
  for (const [token, braced, rest, plain] of text.matchAll(TOKENS)) {
    const name = braced ?? plain;
    if (name === undefined) continue;
    const isOfCompose = rest?.startsWith(':') === true && CAPITALS.test(name);
    if (!known.has(name) && !isOfCompose) continue;
    const use = rest === undefined ? `use ${referenceTo(name)}` : `set ${name} and use ${referenceTo(name)}`;
    const way = name === variable ? 'write its value out' : use;
    const what = `environment variable ${variable} must refer to others as Kubernetes does`;
    fail(scope, what, token, `${way}, or write $${token} for the text itself`);
  }
}
