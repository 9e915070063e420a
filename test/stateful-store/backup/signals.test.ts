import { Duration } from 'cdk8s';
import { Observability, type Signal } from '../../../lib';
import { synth } from '../../support/charts';
import { backedUp } from './support';

function signalsOf(props: Parameters<typeof backedUp>[0] = {}): Record<string, Signal> {
  const { store } = backedUp({ drill: { schedule: '0 5 * * 0' }, ...props });
  return Object.fromEntries(store.signals.map((signal) => [signal.name, signal]));
}

describe('the signals of a backup', () => {
  it('stand among those of its store', () => {
    const names = [
      'BackupAge',
      'BackupFailed',
      'BackupRefused',
      'BackupSizeCollapse',
      'DrillFailed',
      'DrillAge',
      'RestoreTime',
    ];
    expect(Object.keys(signalsOf())).toEqual(expect.arrayContaining(names));
    expect(Object.keys(signalsOf({ drill: undefined }))).not.toContain('DrillFailed');
  });

  it('say that a backup is old once a good run must have ended', () => {
    const limit = (props: Parameters<typeof backedUp>[0]) => signalsOf(props)['BackupAge']?.alert?.above;
    const hour = 3600;
    expect(limit({})).toBe(24 * hour + 600 + hour + 300);
    expect(limit({ schedule: '0 3 * * 1-5', timeout: Duration.hours(2) })).toBe(72 * hour + 600 + 2 * hour + 300);
  });

  it('count from the making of the CronJob where no run has succeeded yet', () => {
    expect(signalsOf()['BackupAge']?.expr('')).toBe(
      'time() - max(max(kube_cronjob_status_last_successful_time{namespace="shop",cronjob="sessions-backup"})' +
        ' or max(kube_cronjob_created{namespace="shop",cronjob="sessions-backup"}))',
    );
  });

  it('know a collapse by the container that compares', () => {
    expect(signalsOf()['BackupSizeCollapse']?.expr('')).toContain(
      'kube_pod_init_container_status_terminated_reason{namespace="shop",pod=~"sessions-backup-[0-9]+-.+",container="compare",reason="Error"}',
    );
  });

  it('know a place that belongs to other data, and a wrong clock, by the container that claims it', () => {
    expect(signalsOf()['BackupRefused']?.expr('')).toContain(
      'kube_pod_init_container_status_terminated_reason{namespace="shop",pod=~"sessions-backup-[0-9]+-.+",container="claim",reason="Error"}',
    );
  });

  it('are about the jobs of the drill, not those of the backup', () => {
    const { DrillFailed, DrillAge, RestoreTime } = signalsOf();
    for (const signal of [DrillFailed, DrillAge, RestoreTime]) {
      expect(signal?.expr('')).toContain('sessions-drill');
      expect(signal?.expr('')).not.toContain('sessions-backup');
    }
  });

  it('become alerts when the store is watched', () => {
    const { chart, store } = backedUp();
    new Observability(chart, 'observability').watch(store);
    const rules = JSON.stringify(synth(chart).filter(({ kind }) => kind === 'ConfigMap'));
    for (const alert of ['BackupAge', 'BackupFailed', 'BackupRefused', 'BackupSizeCollapse'])
      expect(rules).toContain(`alert: ${alert}`);
  });
});
