import { Chart, Testing } from 'cdk8s';
import { Credentials, Engine, StatefulStore, type StatefulStoreProps, type UsesOptions, WebApp } from '../../../lib';
import { containerOf, find, names, testChart } from '../../support/charts';

function environment(props: Partial<StatefulStoreProps> = {}, options: UsesOptions = {}, chart = testChart()) {
  const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props });
  new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(sessions, options);
  return { chart, env: containerOf(find(chart, 'Deployment', 'web'))['env'] as { name: string; value?: string }[] };
}

const PASSWORD = { secretKeyRef: { key: 'password', name: 'sessions-credentials' } };

describe('what a client of a store is told', () => {
  it('is which Sentinels to ask for the primary', () => {
    const all = 'sessions-0.sessions:26379,sessions-1.sessions:26379,sessions-2.sessions:26379';
    expect(environment().env).toEqual([
      { name: 'SESSIONS_HOST', value: 'sessions-sentinel' },
      { name: 'SESSIONS_PORT', value: '26379' },
      { name: 'SESSIONS_SENTINELS', value: all },
      { name: 'SESSIONS_MASTER_NAME', value: 'mymaster' },
      { name: 'SESSIONS_READ_HOST', value: 'sessions-read' },
      { name: 'SESSIONS_READ_PORT', value: '6379' },
      { name: 'SESSIONS_PASSWORD', valueFrom: PASSWORD },
      { name: 'SESSIONS_URL', value: `redis-sentinel://:$(SESSIONS_PASSWORD)@${all}/0#mymaster` },
    ]);
  });

  it('is the only server when there is one', () => {
    expect(environment({ replicas: 1 }).env).toEqual([
      { name: 'SESSIONS_HOST', value: 'sessions-0.sessions' },
      { name: 'SESSIONS_PORT', value: '6379' },
      { name: 'SESSIONS_PASSWORD', valueFrom: PASSWORD },
      { name: 'SESSIONS_URL', value: 'redis://:$(SESSIONS_PASSWORD)@sessions-0.sessions:6379' },
    ]);
  });

  it('has no password in a URL when it comes as a file', () => {
    const { env } = environment({}, { credentials: 'files' });
    const all = 'sessions-0.sessions:26379,sessions-1.sessions:26379,sessions-2.sessions:26379';
    expect(env).toContainEqual({ name: 'SESSIONS_URL', value: `redis-sentinel://${all}/0#mymaster` });
    expect(env).toContainEqual({ name: 'SESSIONS_PASSWORD_FILE', value: '/run/secrets/sessions/password' });
    expect(env.map(({ name }) => name)).not.toContain('SESSIONS_PASSWORD');
  });

  it('is the whole names from another namespace', () => {
    const root = Testing.app();
    const data = new Chart(root, 'data', { namespace: 'data' });
    const chart = testChart('shop', root);
    const credentials = Credentials.fromSecret('sessions', 'password', { encoded: 'password' });
    const sessions = new StatefulStore(data, 'sessions', { engine: Engine.valkey(), credentials });
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(sessions, { secret: 'sessions' });
    expect(containerOf(find(chart, 'Deployment'))['env']).toEqual(
      expect.arrayContaining([
        { name: 'SESSIONS_HOST', value: 'sessions-sentinel.data.svc.cluster.local' },
        {
          name: 'SESSIONS_SENTINELS',
          value: expect.stringContaining('sessions-2.sessions.data.svc.cluster.local:26379'),
        },
      ]),
    );
  });

  it('names the Service of each pod where pods are reached through one', () => {
    const { chart, env } = environment({ addressing: 'services', replicas: 5 });
    expect(env.find(({ name }) => name === 'SESSIONS_SENTINELS')?.value).toMatch(
      /^sessions-pod-0:26379,.*sessions-pod-4:26379$/,
    );
    expect(names(chart, 'Service')).toEqual(expect.arrayContaining(['sessions-pod-0', 'sessions-pod-4']));
  });

  it('comes with the network open to servers and Sentinels', () => {
    const { chart } = environment();
    for (const [policy, side] of [
      ['web-to-sessions', 'egress'],
      ['sessions-from-web', 'ingress'],
    ] as const) {
      const [{ ports }] = find(chart, 'NetworkPolicy', policy)['spec'][side];
      expect(ports.map(({ port }: { port: number }) => port)).toEqual([6379, 26379]);
    }
  });
});
