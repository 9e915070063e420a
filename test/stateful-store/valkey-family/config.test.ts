import { Engine, StatefulStore, type StatefulStoreProps, type ValkeyOptions } from '../../../lib';
import { find, testChart } from '../../support/charts';

type Make = 'valkey' | 'redis';

function lines(config: Record<string, string>, make: Make = 'valkey', options: ValkeyOptions = {}): string[] {
  const chart = testChart();
  new StatefulStore(chart, 'store', { engine: Engine[make]({ ...options, config }) });
  return find(chart, 'ConfigMap')['data']['server.conf'].split('\n');
}

describe('the free settings of Valkey and Redis', () => {
  it.each<[string, string]>([
    ['maxclients', '2000'],
    ['timeout', '300'],
    ['client-query-buffer-limit', '64MB'],
    ['latency-tracking-info-percentiles', '50 99 99.9'],
    ['notify-keyspace-events', 'Kx'],
    ['maxmemory-clients', '10%'],
    ['maxmemory-clients', '16mb'],
    ['lazyfree-lazy-eviction', 'YES'],
    ['loglevel', 'verbose'],
    ['list-max-listpack-size', '-2'],
    ['acmemodule.depth', '5'],
  ])('take %s with the value %s, after those of the store', (name, value) => {
    expect(lines({ [name]: value }).slice(-2)).toEqual([`${name} ${value}`, '']);
    expect(lines({ [name]: value }, 'redis').slice(-2)).toEqual([`${name} ${value}`, '']);
  });

  it('take an empty value', () => {
    expect(lines({ 'notify-keyspace-events': '' })).toContain('notify-keyspace-events ""');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a name has a letter too many',
      { maxclientss: '5' },
      /must be a setting of Valkey 9.1, got maxclientss; did you mean maxclients/,
    ],
    ['a name is like none', { frobnicate: '1' }, /got frobnicate; leave it out, or correct the name/],
    [
      'a name is in capitals',
      { MAXCLIENTS: '5' },
      /named as in the configuration file, got MAXCLIENTS; use maxclients/,
    ],
    [
      'a name has underlines',
      { client_query_buffer_limit: '5' },
      /got client_query_buffer_limit; .*client-query-buffer-limit/,
    ],
    ['a number is a word', { maxclients: 'many' }, /maxclients of config must be a whole number, got many/],
    ['a number is octal', { maxclients: '010' }, /maxclients of config must be a whole number, got 010/],
    ['a number is out of range', { databases: '0' }, /databases of config must be from 1 to 2147483647, got 0; use 1/],
    ['a flag is a word', { 'lazyfree-lazy-eviction': 'on' }, /must be one of yes, no, got on; pick one/],
    ['a word is misspelled', { loglevel: 'verbos' }, /loglevel of config must be one of .*, got verbos; use verbose/],
    [
      'memory has an unknown unit',
      { 'client-query-buffer-limit': '64MiB' },
      /must be an amount of memory, got 64MiB; use a form/,
    ],
    ['a percentage is more than all', { 'maxmemory-clients': '500%' }, /must be an amount of memory, got 500%/],
    ['one word has spaces', { 'notify-keyspace-events': 'K x' }, /must be one word, got K x/],
    [
      'a value has a line break',
      { loglevel: 'notice\nrequirepass x' },
      /loglevel of config must be one line without quotes/,
    ],
    ['a value has a quote', { loglevel: '"notice' }, /must be one line without quotes/],
    [
      'clients take the memory of the data',
      { 'maxmemory-clients': '1gb' },
      /must fit into the memory beside the data, got 1gb; use/,
    ],
    [
      'a value is a number',
      { hz: 20 as unknown as string },
      /config must be names with a text each, got {"hz":20}; use { hz: '20' }/,
    ],
  ])('fails when %s', (_, config, message) => {
    expect(() => lines(config)).toThrow(message);
  });

  it.each([
    ...[
      'port',
      'dir',
      'save',
      'appendonly',
      'maxmemory',
      'requirepass',
      'masterauth',
      'primaryauth',
      'replicaof',
      'slaveof',
    ],
    ...['rename-command', 'aclfile', 'tls-port', 'bind', 'protected-mode', 'cluster-enabled', 'include', 'daemonize'],
    ...[
      'repl-backlog-size',
      'slave-read-only',
      'min-slaves-to-write',
      'maxmemory-policy',
      'appendfsync',
      'enable-debug-command',
    ],
  ])('fails when config has %s, which the store sets', (name) => {
    expect(() => lines({ [name]: 'x' })).toThrow(
      new RegExp(`^\\[\\S+\\] ${name} of config is set by the store, got x; (pass|leave|write)`),
    );
  });

  it('fails when the version lacks a setting, and says which versions have it', () => {
    const old = { image: 'docker.io/library/redis:6.2.14' };
    expect(() => lines({ 'maxmemory-clients': '5%' }, 'redis', old)).toThrow(
      'a setting of config must be a setting of Redis 6.2, got maxmemory-clients; Redis 7.0 to 8.0 has it: leave it out',
    );
    expect(() => lines({ 'maxmemory-clients': '5%' }, 'redis', { image: 'redis:7.2.4' })).not.toThrow();
  });

  it('passes on a setting of a newer version than those known, unless it is nearly a known one', () => {
    expect(lines({ 'tomorrows-feature': 'yes' }, 'redis')).toContain('tomorrows-feature yes');
    expect(() => lines({ maxclientz: '5' }, 'redis')).toThrow('got maxclientz; did you mean maxclients');
  });

  it('replaces the limit for the memory of clients', () => {
    const all = lines({ 'maxmemory-clients': '16mb' }).filter((line) => line.startsWith('maxmemory-clients'));
    expect(all).toEqual(['maxmemory-clients 16mb']);
  });

  it('never sets anything twice', () => {
    const props: Partial<StatefulStoreProps> = { replicas: 3 };
    const chart = testChart();
    new StatefulStore(chart, 'store', { engine: Engine.valkey({ config: { hz: '20' } }), ...props });
    const set: string[] = find(chart, 'ConfigMap')['data']['server.conf'].match(
      /^(client-output-buffer-limit \w+|\S+)/gm,
    );
    expect(new Set(set).size).toBe(set.length);
    const free = ['hz', 'maxmemory-clients'];
    const taken = set.map((name) => name.split(' ')[0] ?? '').filter((name) => !free.includes(name));
    for (const name of taken) expect(() => lines({ [name]: '1' })).toThrow(/is set by the store/);
  });
});
