import type { Construct } from 'constructs';
import { closest } from '../checks/closest';
import { fail } from '../checks/errors';
import { ENV_NAME } from '../checks/patterns';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import { referencesIn, referenceTo } from '../relations/references';
import { refuseBraces } from './braces';

/** The variables of the API server, which Kubernetes gives every container. */
const GIVEN = /^KUBERNETES_(SERVICE_HOST|SERVICE_PORT|SERVICE_PORT_HTTPS|PORT|PORT_443_TCP(_(ADDR|PORT|PROTO))?)$/;
/** The form of variables, and not that of a command in a shell script: `$(date)` stays as it is. */
const CAPITALS = /^[A-Z][A-Z0-9_]*$/;

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];

type Variables = ReadonlyMap<string, JsonObject>;

/**
 * Returns the container with its variables in the order in which Kubernetes expands them: each after those that its value refers to.
 * Throws on references that would stay text, such as `${NAME}` and those to unknown variables: in a variable, the command, the arguments or the command of a probe.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expandable(scope: Construct, container: JsonObject): JsonObject {
  const list = listAt(container, 'env');
  const variables: Variables = new Map(list.map((variable) => [`${variable['name']}`, variable]));
  // Kubernetes also knows the keys of these objects, which no manifest tells.
  const knows = (name: string): boolean =>
    variables.has(name) || GIVEN.test(name) || listAt(container, 'envFrom').length > 0;
  const known = [...variables.keys()];
  const names = new Set(known);
  for (const [name, { value }] of variables) {
    if (typeof value === 'string') refuseBraces(scope, name, value, names);
    for (const other of textReferences(value).filter((one) => ENV_NAME.test(one) && one !== name)) {
      if (!knows(other)) missing(scope, `environment variable ${name}`, other, known);
      certain(scope, name, other, variables.get(other));
    }
  }
  for (const [what, texts] of commands(container)) {
    const dead = texts.flatMap(textReferences).find((name) => CAPITALS.test(name) && !knows(name));
    if (dead !== undefined) missing(scope, `the ${what} of container ${container['name']}`, dead, known);
  }
  for (const probe of PROBES) plain(scope, container, probe, variables);
  return list.length === 0 ? container : { ...container, env: ordered(scope, variables) };
}

function commands(container: JsonObject): readonly (readonly [string, readonly unknown[]])[] {
  return [
    ['command', textsAt(container, 'command')],
    ['arguments', textsAt(container, 'args')],
    ...PROBES.map((probe) => [`command of the ${probe}`, probeCommand(container, probe)] as const),
  ];
}

function probeCommand(container: JsonObject, probe: string): readonly unknown[] {
  return textsAt(objectAt(container, probe, 'exec'), 'command');
}

function textsAt(object: JsonObject, field: string): readonly unknown[] {
  const value = object[field];
  return Array.isArray(value) ? value : [];
}

function textReferences(value: unknown): readonly string[] {
  return typeof value === 'string' ? referencesIn(value) : [];
}

/** Depth first, so that a variable moves only when another refers to it. */
function ordered(scope: Construct, variables: Variables): readonly JsonObject[] {
  const done = new Set<string>();
  const result: JsonObject[] = [];
  const visit = (name: string, way: readonly string[]): void => {
    const variable = variables.get(name);
    if (!variable || done.has(name)) return;
    if (way.includes(name)) circular(scope, [...way.slice(way.indexOf(name)), name]);
    for (const other of textReferences(variable['value'])) visit(other, [...way, name]);
    done.add(name);
    result.push(variable);
  };
  for (const name of variables.keys()) visit(name, []);
  return result;
}

function circular(scope: Construct, way: readonly string[]): never {
  const [name = ''] = way;
  const image = 'write its value out, because Kubernetes does not read the variables of the image';
  const fix = way.length > 2 ? 'write one of the values out' : image;
  return fail(scope, `environment variable ${name} must not refer to itself`, way.map(referenceTo).join(' → '), fix);
}

function missing(scope: Construct, what: string, name: string, known: readonly string[]): never {
  const near = closest(name, known) ?? sameEnding(name, known);
  const set = `set ${name} in env, because Kubernetes does not read the variables of the image`;
  const fix = `${near === undefined ? set : `use ${referenceTo(near)}`}, or write $${referenceTo(name)} for the text itself`;
  return fail(scope, `${what} must refer to variables of its container`, referenceTo(name), fix);
}

/** `$(DB_PASSWORD)` means `ORDERS_PASSWORD` when no other password is there. */
function sameEnding(name: string, known: readonly string[]): string | undefined {
  const ending = /_[^_]+$/.exec(name)?.[0];
  const same = ending === undefined ? [] : known.filter((other) => other.endsWith(ending));
  return same.length === 1 ? same[0] : undefined;
}

/** A variable from a key that may be missing is then no variable, and a reference to it stays text. */
function certain(scope: Construct, name: string, other: string, variable: JsonObject | undefined): void {
  const { secretKeyRef, configMapKeyRef } = objectAt(variable, 'valueFrom');
  if (objectAt(secretKeyRef ?? configMapKeyRef)['optional'] !== true) return;
  fail(
    scope,
    `environment variable ${name} must refer to variables that are always there`,
    `${referenceTo(other)} of an optional key`,
    `make the key of ${other} a required one, or read both variables in the program`,
  );
}

/** The kubelet puts only literal values into the command of a probe: nothing stands for a value from elsewhere. */
function plain(scope: Construct, container: JsonObject, probe: string, variables: Variables): void {
  for (const name of probeCommand(container, probe).flatMap(textReferences)) {
    const variable = variables.get(name);
    if (!variable) continue;
    // Its own references stay text there.
    if (typeof variable['value'] === 'string' && textReferences(variable['value']).length === 0) continue;
    const fix = `have a shell read it, as in Probe.exec(['sh', '-c', 'check "$${name}"'])`;
    fail(scope, `the command of a ${probe} can refer to literal variables only`, referenceTo(name), fix);
  }
}
