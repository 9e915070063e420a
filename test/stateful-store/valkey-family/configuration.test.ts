import { Size } from 'cdk8s';
import { Cluster, Credentials, Engine, StatefulStore, type StatefulStoreProps, type ValkeyOptions } from '../../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';

function store(props: Partial<StatefulStoreProps> = {}, chart = testChart()) {
  new StatefulStore(chart, 'store', { engine: Engine.valkey(), ...props });
  return chart;
}

const files = (props: Partial<StatefulStoreProps> = {}) => find(store(props), 'ConfigMap')['data'];
const variables = (props: Partial<StatefulStoreProps> = {}) =>
  Object.fromEntries(
    containerOf(find(store(props), 'StatefulSet'))['env'].map((v: { name: string; value: string }) => [
      v.name,
      v.value,
    ]),
  );

describe('the configuration of servers', () => {
  it('puts every write into an append-only file, and needs a replica to take one', () => {
    const lines = files()['server.conf'].split('\n');
    expect(lines).toEqual(expect.arrayContaining(['appendonly yes', 'appendfsync everysec', 'save ""']));
    expect(lines).toEqual(expect.arrayContaining(['min-replicas-to-write 1', 'min-replicas-max-lag 5']));
  });

  it('needs no replica where there is one server', () => {
    const made = files({ replicas: 1 });
    expect(made['server.conf']).not.toContain('min-replicas');
    expect(Object.keys(made)).not.toContain('sentinel.conf');
    expect(podOf(find(store({ replicas: 1 }), 'StatefulSet'))['initContainers']).toBeUndefined();
    expect(names(store({ replicas: 1 }), 'Service')).toEqual(['store']);
  });

  it('has a volume for the data, whatever its share', () => {
    const engine = Engine.valkey({ dataShare: 0.65 });
    const claim = find(store({ memory: Size.gibibytes(1), engine }), 'StatefulSet')['spec'].volumeClaimTemplates[0];
    expect(claim.spec.resources.requests.storage).toBe('4Gi');
  });

  it('makes a cache when asked to', () => {
    expect(files()['server.conf']).toContain('maxmemory-policy noeviction\n');
    const engine = Engine.valkey({ maxmemoryPolicy: 'allkeys-lru', appendfsync: 'always' });
    expect(files({ engine })['server.conf']).toContain('maxmemory-policy allkeys-lru\n');
    expect(files({ engine })['server.conf']).toContain('appendfsync always\n');
  });

  it('knows addresses instead of names where pods are reached through Services', () => {
    expect(files()['sentinel.conf']).toContain('sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n');
    expect(files({ addressing: 'services' })['sentinel.conf']).toContain('sentinel resolve-hostnames no\n');
    const chart = store({ addressing: 'services' });
    const { spec } = find(chart, 'Service', 'store-pod-1');
    expect(spec.selector['statefulset.kubernetes.io/pod-name']).toBe('store-1');
    expect(spec.publishNotReadyAddresses).toBe(true);
    expect(spec.ports.map(({ port }: { port: number }) => port)).toEqual([6379, 26379]);
  });
});

describe('the pods of a store that fails over', () => {
  it('have a Sentinel that is there before the server and after it', () => {
    const [sentinel] = podOf(find(store(), 'StatefulSet'))['initContainers'];
    expect(sentinel).toMatchObject({ name: 'sentinel', restartPolicy: 'Always' });
    expect(sentinel.volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
  });

  it('have it beside the server on clusters without native sidecars', () => {
    const chart = testChart();
    Cluster.generic({ version: '1.28' }).attachTo(chart);
    store({ credentials: Credentials.fromSecret('passwords', 'password') }, chart);
    const set = find(chart, 'StatefulSet');
    expect(podOf(set)['initContainers']).toBeUndefined();
    expect(containerOf(set, 'sentinel')['restartPolicy']).toBeUndefined();
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest, '1.27'))).toEqual([]);
  });

  it('hand over before they end, and have the time for it', () => {
    const set = find(store(), 'StatefulSet');
    expect(containerOf(set)['lifecycle'].preStop.exec.command).toEqual(['sh', '/etc/store/handover.sh']);
    expect(Number(variables()['HANDOVER'])).toBeLessThanOrEqual(podOf(set)['terminationGracePeriodSeconds'] - 15);
    expect(set['spec'].minReadySeconds).toBe(15);
  });

  it('start together and are never asked for more than an answer to stay alive', () => {
    const set = find(store(), 'StatefulSet');
    expect(set['spec'].podManagementPolicy).toBe('Parallel');
    const { livenessProbe, readinessProbe, startupProbe } = containerOf(set);
    expect(livenessProbe).toMatchObject({
      exec: { command: ['sh', '/etc/store/alive.sh', '6379'] },
      timeoutSeconds: 10,
    });
    expect(readinessProbe.exec.command).toEqual(['sh', '/etc/store/ready.sh']);
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThanOrEqual(1800);
  });

  it('are found by clients while they are not ready, and read only when they are', () => {
    const chart = store();
    expect(find(chart, 'Service', 'store-sentinel')['spec'].publishNotReadyAddresses).toBe(true);
    expect(find(chart, 'Service', 'store')['spec'].publishNotReadyAddresses).toBe(true);
    expect(find(chart, 'Service', 'store-read')['spec'].publishNotReadyAddresses).toBeUndefined();
  });

  it('roll when their number changes', () => {
    expect(variables({ replicas: 5 })['REPLICAS']).toBe('5');
  });

  it('keep passwords from containers that need none', () => {
    const set = find(store(), 'StatefulSet');
    const mounts = (name: string) => containerOf(set, name)['volumeMounts'].map((m: { name: string }) => m.name);
    expect(mounts('store')).toContain('password');
    expect(mounts('exporter')).not.toContain('password');
    expect(mounts('exporter')).not.toContain('data');
  });
});

describe('versions', () => {
  const of = (engine: Engine) => {
    const chart = store({ engine });
    const data = find(chart, 'ConfigMap')['data'];
    const env = containerOf(find(chart, 'StatefulSet'))['env'];
    const value = (name: string) => env.find((v: { name: string }) => v.name === name).value;
    return { data, handover: value('HANDOVER_BY'), directory: value('LOG_DIRECTORY') };
  };

  it('get what they know and nothing else', () => {
    const old = of(Engine.redis({ image: 'redis:6.2.6' }));
    expect(old).toMatchObject({ handover: 'pause', directory: 'no' });
    expect(old.data['server.conf']).not.toContain('shutdown-timeout');
    expect(old.data['monitor.conf']).not.toContain('reboot-down-after');
    expect(old.data['users.acl']).not.toContain('setinfo');
    const seven = of(Engine.redis({ image: 'redis:7.0.15' }));
    expect(seven).toMatchObject({ handover: 'pause', directory: 'yes' });
    expect(seven.data['server.conf']).toContain('shutdown-timeout 10');
    expect(seven.data['users.acl']).not.toContain('setinfo');
    const valkey = of(Engine.valkey({ image: 'valkey/valkey:9.0.1-alpine' }));
    expect(valkey).toMatchObject({ handover: 'coordination', directory: 'yes' });
    expect(valkey.data['users.acl']).toContain('+client|setinfo');
    expect(of(Engine.valkey({ image: 'valkey/valkey:8.1.3' })).handover).toBe('pause');
  });

  it('are told where no tag says them', () => {
    const image = `ghcr.io/acme/cache@sha256:${'a'.repeat(64)}`;
    expect(of(Engine.redis({ image, version: '6.2' })).directory).toBe('no');
  });

  it.each<[string, 'redis' | 'valkey', ValkeyOptions, RegExp]>([
    [
      'the version is a number',
      'valkey',
      { version: 9.1 as unknown as string },
      /version must be text, got 9.1; use '9.1'/,
    ],
    [
      'the version is not supported',
      'redis',
      { image: 'redis:5.0.14' },
      /must be a supported one, got 5\.0; use one of 6\.2, 7\.0, .*8\.10/,
    ],
    [
      'the version is that of the other engine',
      'valkey',
      { image: 'valkey:7.4.0' },
      /must be a supported one, got 7\.4; use one of 7\.2/,
    ],
    [
      'the tag says no version',
      'redis',
      { image: 'ghcr.io/acme/redis:stable' },
      /must begin with the version of the server, got ghcr\.io.*version: '8\.10'/,
    ],
    [
      'the tag says half a version',
      'redis',
      { image: 'redis:7' },
      /must begin with the version of the server, got redis:7.*version: '7\.4'/,
    ],
    ['a digest says no version', 'valkey', { image: `valkey@sha256:${'a'.repeat(64)}` }, /must begin with the version/],
    [
      'the policy is unknown',
      'valkey',
      { maxmemoryPolicy: 'lru' as never },
      /maxmemoryPolicy must be one of noeviction, .*, got lru/,
    ],
    ['data gets too much of the memory', 'valkey', { dataShare: 0.8 }, /dataShare must be from 0.1 to 0.65, got 0.8/],
    [
      'writes go to the disk at random',
      'valkey',
      { appendfsync: 'no' as never },
      /appendfsync must be one of everysec, always, got no/,
    ],
    [
      'a command is unknown',
      'valkey',
      { allow: ['shutdown' as never] },
      /allow must be a list, each one of .*, got shutdown; use '/,
    ],
  ])('fails when %s', (_, name, options, message) => {
    expect(() => store({ engine: Engine[name](options) })).toThrow(message);
  });
});

describe('users', () => {
  const rules = (file: string, user: string, engine = Engine.valkey()): string =>
    files({ engine })
      [file].split('\n')
      .find((line: string) => line.startsWith(`user ${user} `));

  it('have the rights of their roles, and begin with none', () => {
    for (const user of ['default', 'replica', 'sentinel', 'probe', 'admin']) {
      expect(rules('users.acl', user)).toMatch(/ reset resetchannels on (#@(password|admin)@|nopass) /);
    }
    expect(rules('users.acl', 'default')).toContain('#@password@ ~* &* +@all -@dangerous -@admin');
    expect(rules('users.acl', 'replica')).toMatch(/-@all \+psync \+replconf \+ping \+sync$/);
    expect(rules('users.acl', 'probe')).toMatch(/nopass -@all \+ping \+info$/);
  });

  it('of clients may only ask Sentinels', () => {
    const client = rules('sentinel-users.acl', 'default');
    expect(client).toContain('-@all');
    expect(client).toContain('+sentinel|get-master-addr-by-name');
    expect(client).not.toMatch(/failover|\|set |\|remove|\|monitor|shutdown|config/);
  });

  it('of clients get the commands that are allowed', () => {
    const engine = Engine.valkey({ allow: ['flushdb', 'config|get'] });
    expect(rules('users.acl', 'default', engine)).toMatch(/ \+flushdb \+config\|get$/);
  });

  it('of Sentinels may stop writes where the version coordinates a handover', () => {
    expect(rules('users.acl', 'sentinel')).toContain('+failover +client|pause +client|unpause');
    expect(rules('users.acl', 'sentinel', Engine.redis({ image: 'redis:7.2.1' }))).not.toContain('pause');
  });
});
