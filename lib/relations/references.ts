/**
 * `$(NAME)` in a text, read as Kubernetes reads it: `$$` is a dollar sign, so `$$(NAME)` is text.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
const TOKENS = /\$\$|\$\(([^)]*)\)/g;

/** Returns the names that a text refers to, each once, in their order. */
export function referencesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(TOKENS)].flatMap(([, name]) => (name === undefined ? [] : [name])))];
}

/**
 * Returns the text with other references: `change` gets a name and the text before it, and returns what stands in the place of the
 * reference; `undefined` leaves it.
 */
export function changeReferences(text: string, change: (name: string, before: string) => string | undefined): string {
  return text.replace(TOKENS, (token, name: string | undefined, at: number) => {
    return name === undefined ? token : (change(name, text.slice(0, at)) ?? token);
  });
}

export function referenceTo(name: string): string {
  return `$(${name})`;
}
