import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest } from '../checks/closest';
import { fail } from '../checks/errors';

/** One option of a backend of rclone. */
interface Option {
  readonly type: string;
  readonly secret: boolean;
}

interface Facts {
  readonly backends: ReadonlyMap<string, ReadonlyMap<string, Option>>;
  /** The names of services in the protocol of S3. */
  readonly services: readonly string[];
}

let known: Facts | undefined;

/** Reads the file that `scripts/rclone-options.js` makes, when the first option is checked. */
function facts(): Facts {
  if (known) return known;
  const [, services = '', ...lines] = readFileSync(join(__dirname, 'rclone.tsv'), 'utf8').trimEnd().split('\n');
  const backends = lines.map((line) => {
    const [name = '', ...options] = line.split('\t');
    const of = options.map((one) => /^(\w+)(!?):(\w+)$/.exec(one) ?? []);
    return [
      name,
      new Map(of.map(([, option = '', mark, type = '']) => [option, { type, secret: mark === '!' }])),
    ] as const;
  });
  known = { backends: new Map(backends), services: services.split('\t').slice(1) };
  return known;
}

/** Throws when rclone has no such name for a service of S3. Returns the name. */
export function checkService(name: string): string {
  const { services } = facts();
  if (services.includes(name)) return name;
  const near = closest(name, services);
  const fix = near === undefined ? 'use Minio, Ceph or Other, for example' : `use ${near}`;
  return fail(undefined, 'provider must be one of those that rclone names', name, fix);
}

/** Throws when rclone has no such backend, which a model of your own names. */
export function checkBackend(name: string): void {
  const backends = [...facts().backends.keys()];
  if (backends.includes(name)) return;
  const near = closest(name, backends);
  const fix = near === undefined ? 'use s3, sftp or webdav, for example: https://rclone.org/overview/' : `use ${near}`;
  fail(undefined, 'the option TYPE must be a backend of rclone', name, fix);
}

/** Throws when the backend has no such option. Names are in the form of its configuration: `chunk_size`. */
export function checkOptionName(backend: string, name: string, shown = name): Option {
  const options = facts().backends.get(backend) ?? new Map<string, Option>();
  const option = options.get(name);
  if (option) return option;
  const near = closest(name, [...options.keys()]);
  const fix =
    near === undefined
      ? `see https://rclone.org/${backend.replaceAll(' ', '')}/`
      : `did you mean ${shown === name ? near : near.toUpperCase()}`;
  return fail(undefined, `an option must be one of the backend ${backend} of rclone`, shown, fix);
}

/** The forms of values. Other options take any text. */
const FORMS: Readonly<Record<string, readonly [RegExp, string]>> = {
  bool: [/^(true|false)$/, "'true' or 'false'"],
  tristate: [/^(true|false|unset)$/, "'true', 'false' or 'unset'"],
  int: [/^-?\d+$/, "a whole number, such as '4'"],
  size: [/^(off|\d+(\.\d+)?([bkmgtp]i?b?)?)$/i, "a size, such as '64Mi'"],
};

/**
 * Returns free options in the form of variables. Throws on names that the backend does not have, on values of another form, on secrets,
 * and on those in `own`, which name the prop that stands for them.
 */
export function freeOptions(
  backend: string,
  options: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(options).map(([name, value]) => {
    if (Object.hasOwn(own, name)) fail(undefined, `option ${name} is set by other props`, value, `pass ${own[name]}`);
    const { type, secret } = checkOptionName(backend, name);
    if (secret)
      fail(undefined, `option ${name} is secret`, 'text', 'pass credentials, or use ObjectStore.of with secrets');
    const [form, what] = FORMS[type] ?? [/^[^\p{Cc}]+$/u, 'one line of text'];
    if (!form.test(value))
      fail(
        undefined,
        `option ${name} must be ${what}`,
        value,
        `see https://rclone.org/${backend.replaceAll(' ', '')}/`,
      );
    return [name.toUpperCase(), value] as const;
  });
  return Object.fromEntries(entries);
}
