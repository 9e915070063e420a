import type { JsonObject } from '../../manifest/json';
import { readsOf } from '../cel';
import { VARIABLES } from '../object-rules';
import type { ObjectRule } from '../rules/rule';
import { KIND } from './kinds';
import { type Bindings, holding, quoted, shown, shownField, yielding } from './text';

/** A rule as a part of a policy. */
export interface RenderedRule {
  /** The variable with the messages about all parts of the object that break the rule. */
  readonly variable: JsonObject;
  readonly validation: JsonObject;
}

/** The place of the values that rules name, in a policy. */
const PLACES: Bindings = {
  object: 'dyn(object)',
  metadata: 'variables.metadata',
  pod: 'variables.pod',
  standard: 'variables.standard',
};

/** The parts of an object that a rule judges one by one, beside the whole. */
interface Parts {
  readonly list: string;
  /** The name of a part in the expressions. */
  readonly name: string;
  readonly places: Bindings;
  readonly value: string;
  /** The beginning of the message. */
  readonly where: string;
}

const PARTS: Readonly<Partial<Record<ObjectRule['subject'], Parts>>> = {
  container: {
    list: 'variables.containers',
    name: 'container',
    places: PLACES,
    value: 'container',
    where: '"container " + container.name + " " + ',
  },
  context: {
    list: 'variables.contexts',
    name: 'part',
    places: { ...PLACES, container: 'part.container', context: 'part.context', place: 'part.place' },
    value: 'part.value',
    where: 'part.where + " " + ',
  },
};

/**
 * Renders a rule with its own text: a variable lists the messages about what breaks it, and a validation wants none. The messages are
 * the findings of synth, except for values that are objects. `excepted` holds for objects with a waiver.
 */
export function renderRule(rule: ObjectRule, excepted: readonly string[]): RenderedRule {
  const { id, subject, cel, what, fix } = rule;
  const name = `found_${id.replaceAll('-', '_')}`;
  const parts = PARTS[subject];
  const places = parts?.places ?? PLACES;
  const bound = (text: string): Bindings => only(places, text);
  const value = parts?.value ?? PLACES[subject] ?? 'object';
  const got = rule.got === undefined ? shownField(value, rule.field) : shown(yielding(bound(rule.got), rule.got));
  const message = `${parts?.where ?? ''}${quoted(`${what}, got `)} + ${got} + ${quoted(`; ${fix} (${id})`)}`;
  const holds = holding(bound(cel), `(${cel})`);
  const list = parts
    ? `${parts.list}.filter(${parts.name}, !(${holds})).map(${parts.name}, ${message})`
    : `${holds} ? [] : [${message}]`;
  const unless = [...outOfReach(rule), ...excepted];
  const expression = unless.length === 0 ? list : `${unless.join(' || ')} ? [] : (${list})`;
  return {
    variable: { name, expression },
    validation: {
      expression: `size(variables.${name}) == 0`,
      message: `${what}; ${fix} (${id})`,
      messageExpression: `variables.${name}.join("; ")`,
      reason: 'Forbidden',
    },
  };
}

/** Returns the places of the names that an expression reads. */
function only(places: Bindings, text: string): Bindings {
  const read = new Set(readsOf(text, VARIABLES).map(([name]) => name));
  return Object.fromEntries(Object.entries(places).filter(([name]) => read.has(name)));
}

/** Returns conditions that hold for an object that the rule is not about. */
function outOfReach({ level, kinds }: ObjectRule): readonly string[] {
  const levels = level === 'restricted' ? [level] : [level, 'restricted'];
  return [
    ...(level === undefined ? [] : [`!(variables.standard.level in ${JSON.stringify(levels)})`]),
    ...(kinds === undefined ? [] : [`!(${KIND} in ${JSON.stringify(kinds)})`]),
  ];
}
