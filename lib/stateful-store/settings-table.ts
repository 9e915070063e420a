import { readFileSync } from 'node:fs';
import { closest } from '../checks/closest';
import { fail } from '../checks/errors';

/** One setting of a server, as a version of the server itself describes it. */
export interface Setting {
  readonly name: string;
  readonly type: string;
  /** The unit of a number without one; empty for none. */
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** The words of an enumeration; empty for other types. */
  readonly words: readonly string[];
}

interface Row extends Setting {
  readonly from: number;
  readonly to: number;
}

/**
 * The settings of each version of a server. They come from a file that a script makes with real servers, which is read when the first
 * setting is checked. Versions are numbers: `18`, or `810` for 8.10.
 */
export class SettingsTable {
  private rows: ReadonlyMap<string, readonly Row[]> | undefined;
  private versions: readonly number[] = [];

  constructor(
    private readonly file: string,
    /** The name of the server in errors: `PostgreSQL`. */
    private readonly server: string,
    private readonly shown: (version: number) => string = String,
  ) {}

  /** Returns a setting of a version; `undefined` if there is none. A version between two known ones has the settings of both. */
  find(name: string, version: number): Setting | undefined {
    const [below, above] = this.around(version);
    const rows = this.load().get(name) ?? [];
    const at = (wanted: number) => rows.find(({ from, to }) => from <= wanted && wanted <= to);
    return at(below) ?? at(above);
  }

  /** True if the version is newer than those that are known, so that it may have more settings. */
  isNewer(version: number): boolean {
    this.load();
    return version > (this.versions.at(-1) ?? 0);
  }

  /** Returns the setting that a misspelled name means. */
  near(name: string, version: number): string | undefined {
    return closest(
      name,
      [...this.load().keys()].filter((other) => this.find(other, version)),
    );
  }

  /** True if settings of the version begin with this. */
  hasPrefix(prefix: string, version: number): boolean {
    return [...this.load().keys()].some((name) => name.startsWith(prefix) && this.find(name, version));
  }

  /** Throws the error about a name that the version does not have. */
  unknown(what: string, name: string, version: number): never {
    const others = this.load().get(name);
    const near = this.near(name, version);
    const meant = near === undefined ? 'leave it out, or correct the name' : `did you mean ${near}`;
    const spans = others
      ?.map(({ from, to }) => [from, to].map(this.shown))
      .map(([a, b]) => (a === b ? a : `${a} to ${b}`));
    const fix = spans ? `${this.server} ${spans.join(', ')} has it: leave it out` : meant;
    return fail(undefined, `${what} must be a setting of ${this.server} ${this.shown(version)}`, name, fix);
  }

  private around(version: number): readonly [number, number] {
    this.load();
    const below = this.versions.findLast((one) => one <= version) ?? this.versions[0] ?? 0;
    return [below, this.versions.find((one) => one >= version) ?? below];
  }

  private load(): ReadonlyMap<string, readonly Row[]> {
    if (this.rows) return this.rows;
    const lines = readFileSync(this.file, 'utf8').trimEnd().split('\n');
    this.versions = (lines[0] ?? '').replace(/^.*:/, '').trim().split(' ').map(Number);
    const rows = new Map<string, Row[]>();
    for (const row of lines.filter((line) => !line.startsWith('#')).map(rowOf)) {
      rows.set(row.name, [...(rows.get(row.name) ?? []), row]);
    }
    this.rows = rows;
    return rows;
  }
}

function rowOf(line: string): Row {
  const [name = '', from, to, type = '', unit = '', least, most, words] = line.split('\t');
  return {
    name,
    from: Number(from),
    to: Number(to),
    type,
    unit,
    least: least ? Number(least) : Number.NEGATIVE_INFINITY,
    most: most ? Number(most) : Number.POSITIVE_INFINITY,
    words: words ? words.split(',') : [],
  };
}
