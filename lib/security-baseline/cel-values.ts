import { isObject, type JsonValue } from '../manifest/json';
import { ELEMENTS, type Path, PRESENCE } from './cel-reads';

/** The longest text, in characters, that stands for the value at a path. */
const LONGEST = 2048;

/** The values of the variables of expressions, in the order of their names. */
export class Values {
  /** The texts of the values at paths; `null` where no text stands for the value. */
  private readonly texts = new Map<VariablePath, string | null>();

  constructor(readonly variables: readonly JsonValue[]) {}

  /** Returns one text for the values at paths; `undefined` when different values could have the same text, or when it is long. */
  textAt(paths: readonly VariablePath[]): string | undefined {
    let all = '';
    for (const at of paths) {
      let text = this.texts.get(at);
      if (text === undefined) {
        text = textOf(this.variables[at.variable], at.path, 1) ?? null;
        this.texts.set(at, text);
      }
      if (text === null) return undefined;
      all += text;
      all += '\n';
    }
    return all;
  }
}

/** A path, which is one object for all expressions. */
export interface VariablePath {
  /** The number of its variable. */
  readonly variable: number;
  readonly path: Path;
}

/** Returns the text of what is at a path. What is missing, or no object, has a text that tells how far the path leads. */
function textOf(value: JsonValue, path: Path, at: number): string | undefined {
  const field = path[at];
  if (value === undefined) return `${at}-`;
  if (field === undefined) return jsonOf(value);
  if (field === PRESENCE) return '+';
  if (field === ELEMENTS) return Array.isArray(value) ? listText(value, path, at + 1) : jsonOf(value);
  if (isObject(value)) return textOf(value[field], path, at + 1);
  const text = jsonOf(value);
  return text === undefined ? undefined : `${at}!${text}`;
}

function listText(list: readonly JsonValue[], path: Path, at: number): string | undefined {
  let all = '[';
  for (const element of list) {
    const text = textOf(element, path, at);
    if (text === undefined || all.length > LONGEST) return undefined;
    all += text;
    all += ',';
  }
  return `${all}]`;
}

function jsonOf(value: JsonValue): string | undefined {
  try {
    const text = JSON.stringify(value);
    // JSON also writes numbers such as NaN as null.
    return text.length > LONGEST || text.includes('null') ? undefined : text;
  } catch {
    return undefined;
  }
}
