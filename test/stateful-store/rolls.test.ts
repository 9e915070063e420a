import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { AddOn, Backup, Certificate, Cluster, Engine, StatefulStore, type StatefulStoreProps } from '../../lib';
import { find, synth, testChart } from '../support/charts';
import { bucket, NIGHTLY } from './backup/support';

const GIB = (amount: number) => Size.gibibytes(amount);
const VALKEY = { engine: Engine.valkey(), storage: GIB(4), grownFrom: GIB(4) };
const POSTGRES = { ...VALKEY, engine: Engine.postgres(), backup: Backup.to(bucket(), NIGHTLY) };
const INSTALLED = [AddOn.certManager({ issuer: 'internal-ca' })];

/** The pods of a store: the template of its StatefulSet, which refers to configuration by the hash of its content. */
function pods(props: StatefulStoreProps, zones: readonly string[] = []) {
  const chart = testChart();
  Cluster.generic({ zones, installed: INSTALLED }).attachTo(chart);
  const store = new StatefulStore(chart, 'sessions', props);
  return { template: find(chart, 'StatefulSet')['spec'].template, rest: synth(chart), signals: store.signals };
}

const ZONES = ['a', 'b', 'c'];
const nightly = (props: Partial<Parameters<typeof Backup.to>[1]>) => ({
  backup: Backup.to(bucket(), { ...NIGHTLY, ...props }),
});

describe('the pods of a store that runs', () => {
  it.each<[string, Partial<StatefulStoreProps>, StatefulStoreProps?]>([
    ['storage', { storage: GIB(800) }],
    ['storage of PostgreSQL', { storage: GIB(800) }, POSTGRES],
    ['volumeRetention', { volumeRetention: 'delete' }],
    ['a first backup', nightly({})],
    ['the schedule, time and retention of a backup', nightly({ schedule: '@weekly', keep: 3 }), POSTGRES],
    ['the limit and the room of a backup', nightly({ timeout: Duration.hours(9), scratch: GIB(9) }), POSTGRES],
    ['a drill', nightly({ drill: { schedule: '@weekly' } }), POSTGRES],
    ['endpoint', { endpoint: 'primary' }],
    ['zoneLoss', { zoneLoss: 'accept' }],
  ])('stay as they are with another %s', (_, change, base = VALKEY) => {
    const [before, after] = [pods(base), pods({ ...base, ...change })];
    expect(after.template).toEqual(before.template);
    const nothing = { rest: before.rest, signals: before.signals.length };
    if (change.zoneLoss === undefined) expect({ rest: after.rest, signals: after.signals.length }).not.toEqual(nothing);
  });

  it.each<[string, Partial<StatefulStoreProps>, StatefulStoreProps?]>([
    ['memory', { memory: Size.mebibytes(512) }],
    ['cpu', { cpu: Cpu.millis(300) }],
    ['ephemeralStorage', { ephemeralStorage: GIB(1) }],
    ['replicas, because each has to know the majority', { replicas: 5 }],
    ['image', { engine: Engine.valkey({ image: 'valkey/valkey:8.1.4' }) }],
    ['tls', { tls: Certificate.issued() }],
    ['addressing', { addressing: 'services' }],
    ['spread', { spread: 'strict' }],
    ['restoreFrom', { restoreFrom: Backup.latest(bucket()) }],
    ['a first backup with a log, which a sidecar uploads', POSTGRES, { ...POSTGRES, backup: [] }],
    ['parameters', { engine: Engine.postgres({ parameters: { random_page_cost: '1.1' } }) }, POSTGRES],
  ])('are replaced with another %s', (_, change, base = VALKEY) => {
    expect(pods({ ...base, ...change }).template).not.toEqual(pods(base).template);
  });

  it('are replaced when the zones become known, over which they are then spread strictly', () => {
    expect(pods(VALKEY, ZONES).template).not.toEqual(pods(VALKEY).template);
  });
});
