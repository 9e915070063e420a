import { Yaml } from 'cdk8s';
import { isDelicate, keyText, NotPlain, quotedKeyText, valueText } from './yaml-scalars';

/**
 * Renders documents as one text, separated by `---`, to the bytes of cdk8s' `Yaml.stringify`, but faster. Documents of plain
 * objects, arrays and scalars are written here, and any other by `Yaml.stringify`. Only texts that a reader of YAML 1.1 or 1.2
 * would take for something else have other bytes: they stand between double quotes.
 */
export function yamlTexts(documents: readonly unknown[]): string {
  return documents.map(yamlText).join('---\n');
}

/** Renders one document, such as a configuration file. */
export function yamlText(document: unknown): string {
  if (!isMap(document) || Object.keys(document).length === 0) return Yaml.stringify(document);
  const whole = plain(document, false);
  if (whole !== undefined) return whole;
  const delicate = hasDelicateText(document) ? plain(copied(document), true) : undefined;
  return delicate ?? Yaml.stringify(document);
}

function plain(document: YamlMap, quotesKeys: boolean): string | undefined {
  try {
    return new PlainDocument(quotesKeys).render(document);
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

type YamlMap = Record<string, unknown>;

class PlainDocument {
  private text = '';
  // An object that occurs twice becomes an anchor and aliases, which the library renders.
  private readonly seen = new Set<object>();

  constructor(private readonly quotesKeys: boolean) {}

  render(document: YamlMap): string {
    this.map(document, '', '');
    return `${this.text}\n`;
  }

  /** Writes a value. `opening` precedes the first entry of a map or sequence; a blank precedes a scalar. */
  private value(value: unknown, indent: string, opening: string): void {
    if (typeof value === 'string') this.text += ` ${valueText(value, indent)}`;
    else if (typeof value === 'boolean' || value === null) this.text += ` ${value}`;
    else if (typeof value === 'number') this.text += ` ${numberText(value)}`;
    else if (Array.isArray(value)) this.sequence(value, indent, opening);
    else if (isMap(value)) this.map(value, indent, opening);
    else throw new NotPlain();
  }

  private map(map: YamlMap, indent: string, opening: string): void {
    this.see(map);
    const keys = Object.keys(map);
    if (keys.length === 0) this.text += ' {}';
    const inner = `${indent}  `;
    let separator = opening;
    for (const key of keys) {
      this.text += separator + (this.quotesKeys ? quotedKeyText(key) : keyText(key));
      separator = `\n${indent}`;
      this.value(map[key], inner, `\n${inner}`);
    }
  }

  private sequence(items: readonly unknown[], indent: string, opening: string): void {
    this.see(items);
    if (items.length === 0) this.text += ' []';
    const inner = `${indent}  `;
    let separator = opening;
    for (const item of items) {
      this.text += `${separator}-`;
      separator = `\n${indent}`;
      this.value(item, inner, ' ');
    }
  }

  private see(value: object): void {
    if (this.seen.has(value) || 'toJSON' in value) throw new NotPlain();
    this.seen.add(value);
  }
}

function isMap(value: unknown): value is YamlMap {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype && !(Symbol.iterator in value);
}

function hasDelicateText(value: unknown): boolean {
  if (typeof value === 'string') return isDelicate(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => isDelicate(key) || hasDelicateText(inner));
}

/** Copies a document, so that nothing in it occurs twice and every value is plain. */
function copied(document: YamlMap): YamlMap {
  return JSON.parse(JSON.stringify(document, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
}

function numberText(value: number): string {
  if (!Number.isFinite(value) || Object.is(value, -0)) throw new NotPlain();
  return JSON.stringify(value);
}
