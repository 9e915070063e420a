import { Backup, Engine, StatefulStore } from '../../../lib';
import { find, testChart } from '../../support/charts';
import { backedUp, bucket, NIGHTLY, podOfJob, steps, variables } from './support';

const PRODUCTION = '4f1c90aa27be6d35';

describe('takeOver', () => {
  it('is told to every container of a backup', () => {
    const pod = podOfJob(backedUp({ takeOver: PRODUCTION }).chart);
    const told = steps(pod).filter((container) => variables(container)['TAKE_OVER'] === PRODUCTION);
    expect(told.map(({ name }) => name)).toEqual(['take', 'claim', 'upload', 'compare', 'retain']);
  });

  it('is told to the container that uploads the log', () => {
    const chart = testChart();
    const backup = Backup.to(bucket(), { ...NIGHTLY, takeOver: PRODUCTION });
    new StatefulStore(chart, 'orders', { engine: Engine.postgres(), backup });
    const { initContainers, containers } = find(chart, 'StatefulSet')['spec'].template.spec;
    const archiver = [...initContainers, ...containers].find(({ name }) => name === 'archiver');
    expect(variables(archiver)['TAKE_OVER']).toBe(PRODUCTION);
  });

  it('is the name of a backup from before there were identities', () => {
    const pod = podOfJob(backedUp({ takeOver: '20261122T033000Z' }).chart);
    expect(variables(steps(pod)[1])['TAKE_OVER']).toBe('20261122T033000Z');
  });

  it('changes nothing where it is left out', () => {
    expect(JSON.stringify(podOfJob(backedUp().chart))).not.toContain('TAKE_OVER');
  });

  it.each(['production', '', 'ABCDEF0123456789', '4f1c90aa27be6d3'])('fails when it is no identity: %p', (takeOver) => {
    expect(() => backedUp({ takeOver })).toThrow(
      /^\[shop\/sessions.*\] takeOver must be the identity of the data that wrote there, got .*; use what the message of a refused backup names, such as 4f1c90aa27be6d35/,
    );
  });

  it('fails when it is yes, because that would stay open for everybody', () => {
    expect(() => backedUp({ takeOver: true as never })).toThrow(/takeOver must be .*, got true/);
  });
});
