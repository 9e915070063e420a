import { Yaml } from 'cdk8s';

/** Error for a document with content that only the YAML library should render. */
export class NotPlain extends Error {}

// ASCII that needs no quotes anywhere in a block: no leading indicator, digit or sign, no ": ", no " #", no blank at the end.
const SAFE = /^[A-Za-z_/$(](?:[\w./\-=()$,@+*&|!<>~^;%?"'{}[\]\\#`]|:(?! |$)| (?![ #]|$))*$/;
const SAFE_LENGTH = 1000;
// YAML 1.1 reads these as booleans, nulls and numbers ("e5" as 0e5).
const RESERVED = /^(?:y|yes|n|no|true|false|on|off|null|e[-+]?\d+)$/i;
// Text of several lines that cannot be a block as it is: unusual characters, or blanks at either end.
const NOT_TEXT = /[^\n\t -~]|^\s|\n[ \t\n]+$/;

// The library renders such a key differently at different depths.
const DOCUMENT_MARKER = /^(?:%|---|\.\.\.)/m;

const CACHED_ENTRIES = 4096;
const CACHED_LENGTH = 4096;

/**
 * Renders keys and strings. It writes plain ones and ordinary texts of several lines itself, leaves others to cdk8s' `Yaml`,
 * and caches a limited number of those results.
 */
export class YamlScalars {
  private readonly keys = new Map<string, string>();
  private readonly values = new Map<string, string>();

  /** Renders the key with its colon. */
  key(key: string): string {
    if (isPlain(key)) return `${key}:`;
    return remembered(this.keys, key, () => {
      if (key === '' || key.length > 1000 || key.includes('\n') || DOCUMENT_MARKER.test(key)) throw new NotPlain();
      return Yaml.stringify({ [key]: 1 }).slice(0, -' 1\n'.length);
    });
  }

  /** Renders the string as a value, its further lines indented. */
  value(value: string, indent: string): string {
    if (isPlain(value)) return value;
    if (value.includes('\n') && !NOT_TEXT.test(value)) return literalBlock(value, indent);
    const text = remembered(this.values, value, () => Yaml.stringify({ k: value }).slice('k: '.length, -'\n'.length));
    // The library indents further lines by two; empty lines stay empty.
    return text.includes('\n') ? text.replace(/\n {2}/g, `\n${indent}`) : text;
  }
}

function isPlain(text: string): boolean {
  return text.length <= SAFE_LENGTH && SAFE.test(text) && !RESERVED.test(text);
}

function literalBlock(text: string, indent: string): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).replace(/\n+/g, (breaks) => breaks + indent);
  return `|${ended ? '' : '-'}\n${indent}${lines}`;
}

function remembered(answers: Map<string, string>, text: string, ask: () => string): string {
  const known = answers.get(text);
  if (known !== undefined) return known;
  const answer = ask();
  if (answers.size >= CACHED_ENTRIES) answers.clear();
  if (text.length <= CACHED_LENGTH) answers.set(text, answer);
  return answer;
}
