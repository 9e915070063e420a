import { join } from 'node:path';
import { closest } from '../../../checks/closest';
import { fail } from '../../../checks/errors';
import { type Setting, SettingsTable } from '../../settings-table';

const shown = (version: number): string => `${Math.floor(version / 100)}.${version % 100}`;

/** The settings of several versions. `scripts/valkey-settings.js` makes the files. */
const TABLES = {
  redis: new SettingsTable(join(__dirname, 'redis.tsv'), 'Redis', shown),
  valkey: new SettingsTable(join(__dirname, 'valkey.tsv'), 'Valkey', shown),
};

const LEAVE = 'leave it out';

/** Settings that the store makes for each pod, and those that would lose data or let others in. */
const OWN: readonly (readonly [RegExp, string])[] = [
  [/^maxmemory$/, 'pass memory to the store, and dataShare'],
  [/^maxmemory-policy$/, 'pass maxmemoryPolicy'],
  [/^appendfsync$/, 'pass appendfsync'],
  [/^(requirepass|aclfile|user|(master|primary)(auth|user))$/, 'pass credentials to the store'],
  [
    /^(tls-.*|bind|bind-source-addr|port|protected-mode|unixsocket.*|rdma-.*)$/,
    'pass tls to the store, or leave it out',
  ],
  [/^dir$/, 'pass mountPath to the store'],
  [/^(save|appendonly|appendfilename|appenddirname|dbfilename|aof-.*|no-appendfsync-on-rewrite|rdb-.*)$/, LEAVE],
  [/^(replicaof|replica-(announce-.*|priority|read-only|ignore-maxmemory|serve-stale-data)|replica-announced)$/, LEAVE],
  [/^(min-replicas-.*|repl-.*|client-output-buffer-limit|dual-channel-.*|shutdown-.*)$/, LEAVE],
  [/^(cluster-.*|sentinel|import-mode)$/, LEAVE],
  [/^(daemonize|supervised|pidfile|logfile|syslog-.*|watchdog-period|oom-score-adj.*|chroot)$/, LEAVE],
  [/^(enable-(debug-command|module-command|protected-configs))$/, LEAVE],
  [/^rename-command$/, 'pass allow, with the commands that clients may use'],
  [/^include$/, 'write the settings into config'],
];

/** Words of yes and no. */
const FLAG = ['yes', 'no'];
const MEMORY = /^(\d+)(b|kb?|mb?|gb?)?$/i;
const FACTORS: Readonly<Record<string, number>> = {
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
};

/** Throws on settings that the version does not have, on values that it refuses, and on settings of the store. Returns the settings. */
export function checkConfig(
  family: keyof typeof TABLES,
  version: number,
  config: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(config)) {
    if (!/^[a-z0-9][a-z0-9_.-]*$/.test(name)) {
      const lower = name.toLowerCase().replaceAll('_', '-');
      const fix = TABLES[family].find(lower, version) ? `use ${lower}` : 'use a name such as maxclients';
      fail(undefined, 'a setting of config must be named as in the configuration file', name, fix);
    }
    const own = OWN.find(([pattern]) => pattern.test(name.replace('slave', 'replica')));
    if (own) fail(undefined, `${name} of config is set by the store`, value, own[1]);
    if (value.length > 1024 || /[\p{Cc}"'\\]/u.test(value)) {
      fail(
        undefined,
        `${name} of config must be one line without quotes`,
        value,
        "write it as '50 99 99.9', for example",
      );
    }
    checkSetting(family, version, name, value);
  }
  return config;
}

function checkSetting(family: keyof typeof TABLES, version: number, name: string, value: string): void {
  const table = TABLES[family];
  const setting = table.find(name, version);
  if (setting) {
    checkValue(setting, value);
    return;
  }
  // A newer version may have more settings, and a module has its own: the server refuses those that it does not know.
  if ((table.isNewer(version) || name.includes('.')) && table.near(name, version) === undefined) return;
  table.unknown('a setting of config', name, version);
}

function checkValue({ name, type, least, most, words }: Setting, value: string): void {
  const what = `${name} of config`;
  const allowed = type === 'bool' ? FLAG : words;
  if (allowed.length > 0 && !allowed.includes(value.toLowerCase())) {
    const near = closest(value, allowed);
    fail(undefined, `${what} must be one of ${allowed.join(', ')}`, value, near ? `use ${near}` : 'pick one');
  }
  if (type === 'text' && value.includes(' '))
    fail(undefined, `${what} must be one word`, value, 'leave out the spaces');
  if (type === 'octal' && !/^[0-7]{1,4}$/.test(value)) fail(undefined, `${what} must be octal`, value, 'use 700');
  const percent = type === 'percent' && /^([1-9]?\d|100)%$/.test(value);
  const amount = type === 'integer' ? whole(value) : bytes(value);
  if (percent || !['integer', 'memory', 'percent'].includes(type)) return;
  if (amount === undefined) {
    const fix = type === 'integer' ? 'use a whole number' : 'use a form such as 64mb';
    fail(undefined, `${what} must be ${type === 'integer' ? 'a whole number' : 'an amount of memory'}`, value, fix);
  }
  if (amount >= least && amount <= most) return;
  fail(undefined, `${what} must be from ${least} to ${most}`, value, amount < least ? `use ${least}` : `use ${most}`);
}

function whole(value: string): number | undefined {
  return /^(0|-?[1-9]\d*)$/.test(value) ? Number(value) : undefined;
}

/** Returns an amount of memory in bytes; `undefined` when it is none. */
export function bytes(value: string): number | undefined {
  const [, number, unit = ''] = MEMORY.exec(value) ?? [];
  return number === undefined ? undefined : Number(number) * (FACTORS[unit.toLowerCase()] ?? 1);
}

/**
 * Renders the settings of the user after those of the store. Throws on a setting that is among them already, and when the memory of
 * clients does not fit beside the data, where they have `beside`.
 */
export function configLines(config: Readonly<Record<string, string>>, own: readonly string[], beside: number): string {
  const taken = new Set(own.map((line) => line.split(' ')[0]));
  const lines = Object.entries(config).map(([name, value]) => {
    if (taken.has(name.replace('slave', 'replica')))
      fail(undefined, `${name} of config is set by the store`, value, LEAVE);
    if (name === 'maxmemory-clients' && (bytes(value) ?? 0) > beside) {
      const fix = `use ${Math.floor(beside / 1024 ** 2)}mb or less, or raise memory`;
      fail(undefined, 'maxmemory-clients of config must fit into the memory beside the data', value, fix);
    }
    return `${name} ${value === '' ? '""' : value}\n`;
  });
  return lines.join('');
}
