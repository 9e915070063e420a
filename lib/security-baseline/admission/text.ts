/** Builds texts in CEL, as the API server evaluates them: https://kubernetes.io/docs/reference/using-api/cel/ */

/** Returns a text as a literal of CEL. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Values by the names that an expression uses for them. */
export type Bindings = Readonly<Record<string, string>>;

/** Gives values names in a condition, which stays as it is: a list of one value holds for all of its elements when it holds for it. */
export function holding(values: Bindings, condition: string): string {
  return Object.entries(values).reduceRight((text, [name, value]) => `[${value}].all(${name}, ${text})`, condition);
}

/** Gives values names in an expression that is no condition. */
export function yielding(values: Bindings, expression: string): string {
  return Object.entries(values).reduceRight((text, [name, value]) => `[${value}].map(${name}, ${text})[0]`, expression);
}

/** Returns an expression for a value as an error shows it: a list as its elements with commas. An object is not shown. */
export function shown(value: string): string {
  const list = 'type(g) == list ? (size(g) == 0 ? dyn(["an empty list"]) : g) : dyn([g])';
  const text = 'x == "" ? "an empty string" : type(x) == map || type(x) == list ? "an object" : string(x)';
  return `[dyn(${value})].map(g, ${list})[0].map(x, ${text}).join(", ")`;
}

/** Returns an expression for the value of a field that may be missing, as an error shows it. */
export function shownField(value: string, field: string): string {
  const steps = field.split('.');
  const there = steps.map((_, at) => `has(${[value, ...steps.slice(0, at + 1)].join('.')})`);
  return `(${there.join(' && ')} ? ${shown(`${value}.${field}`)} : "nothing")`;
}
