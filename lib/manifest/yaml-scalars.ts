import { Yaml } from 'cdk8s';
import { failApp } from '../checks/errors';
import { remembered } from '../checks/remembered';

/** Error for a document with content that only the YAML library should render. */
export class NotPlain extends Error {}

// ASCII that needs no quotes anywhere in a block: no leading indicator, digit or sign, no ": ", no " #", no blank at the end.
const SAFE = /^[A-Za-z_/$(](?:[\w./\-=()$,@+*&|!<>~^;%?"'{}[\]\\#`]|:(?! |$)| (?![ #]|$))*$/;
const SAFE_KEY = 1000;
const SAFE_VALUE = 8192;
// YAML 1.1 reads these as booleans, nulls and numbers ("e5" as 0e5).
const RESERVED = /^(?:y|yes|n|no|true|false|on|off|null|e[-+]?\d+)$/i;
// Text of several lines that cannot be a block as it is: unusual characters, or blanks at either end.
const NOT_TEXT = /[^\n\t -~]|^\s|\n[ \t\n]+$/;

// JSON in one line, such as a dashboard. Without an apostrophe the library puts it between single quotes, and takes long over it.
const JSON_LINE = /^[{[][ -&(-~]*$/;

// The library renders such a key differently at different depths.
const DOCUMENT_MARKER = /^(?:%|---|\.\.\.)/m;

// Characters that YAML 1.1 reads as line breaks, or that a reader refuses outside of an escape.
const HIDDEN = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
// The library leaves these plain. kubectl reads numbers of Go; PyYAML refuses tabs, "=" and "<<".
const NUMBER = /^[-+]?(?:0b[01]+|0o[0-7]+|0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i;
const SEXAGESIMAL = /^[-+]?\d[\d_]*(?::\d+)+(?:\.[\d_]*)?$/;
const MISREAD = /^(?:=|<<)$|\t/;

// Keys and strings are rendered here: plain ones and ordinary texts of several lines, and between quotes those that some reader of
// YAML 1.1 or 1.2 takes for something else. cdk8s' `Yaml` renders the others, of which a limited number is kept.

/** Renders a key with its colon. */
export function keyText(key: string): string {
  return isPlain(key) ? `${key}:` : unusualKey(key);
}

const LONGEST = 4096;

const unusualKey = remembered((key) => {
  if (needsEscapes(key) && key.length <= SAFE_KEY) return `${quoted(key)}:`;
  if (key === '' || key.length > SAFE_KEY || key.includes('\n') || DOCUMENT_MARKER.test(key)) throw new NotPlain();
  const text = Yaml.stringify({ [key]: 1 }).slice(0, -': 1\n'.length);
  return `${text === key && isMisread(key) ? quoted(key) : text}:`;
}, LONGEST);

/** Renders a key with its colon, between quotes unless it is plain: as no library does, and in every document. */
export function quotedKeyText(key: string): string {
  return `${isPlain(key) ? key : quoted(key)}:`;
}

/** Renders a string as a value, its further lines indented. */
export function valueText(value: string, indent: string): string {
  if (isPlain(value, SAFE_VALUE)) return value;
  if (value.includes('\n') && !NOT_TEXT.test(value)) return literalBlock(value, indent);
  if (JSON_LINE.test(value) && value.includes('"')) return `'${value}'`;
  const text = unusualValue(value);
  // The library indents further lines by two; empty lines stay empty.
  return text.includes('\n') ? text.replace(/\n {2}/g, `\n${indent}`) : text;
}

const unusualValue = remembered((value) => {
  if (needsEscapes(value)) return quoted(value);
  const stock = Yaml.stringify({ k: value }).slice('k: '.length, -'\n'.length);
  return stock === value && isMisread(value) ? quoted(value) : stock;
}, LONGEST);

/** True if the library writes the text in a form that some reader takes for something else. */
export function isDelicate(text: string): boolean {
  return needsEscapes(text) || isMisread(text);
}

function isPlain(text: string, most = SAFE_KEY): boolean {
  return text.length <= most && SAFE.test(text) && !RESERVED.test(text);
}

/** Throws on half of a surrogate pair, which no UTF-8 file can hold. */
function needsEscapes(text: string): boolean {
  if (LONE_SURROGATE.test(text)) {
    failApp(`a text must be Unicode, got ${JSON.stringify(text).slice(0, 80)}; remove the half of a character`);
  }
  return text.search(HIDDEN) >= 0;
}

function isMisread(text: string): boolean {
  return NUMBER.test(text.replaceAll('_', '')) || SEXAGESIMAL.test(text) || MISREAD.test(text);
}

/** Renders text between double quotes, with the escapes that JSON and both versions of YAML have in common. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(HIDDEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function literalBlock(text: string, indent: string): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).replace(/\n+/g, (breaks) => breaks + indent);
  return `|${ended ? '' : '-'}\n${indent}${lines}`;
}
