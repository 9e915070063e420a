import { Duration } from 'cdk8s';
import { Engine, ScheduledTask, type ScheduledTaskProps, StatefulStore } from '../../lib';
import { find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const schedule = '30 3 * * 1';

function task(props: Partial<ScheduledTaskProps> = {}) {
  const chart = testChart();
  return { chart, task: new ScheduledTask(chart, 'cleanup', { image, schedule, ...props }) };
}
const cronJob = (props: Partial<ScheduledTaskProps> = {}) => find(task(props).chart, 'CronJob')['spec'];
const pod = (props: Partial<ScheduledTaskProps> = {}) => cronJob(props).jobTemplate.spec.template.spec;

describe('a ScheduledTask', () => {
  it('renders the same objects for its default props', () => {
    expect(synth(task().chart)).toMatchSnapshot();
  });

  it.each(['1.27', '1.33', '1.36'] as const)('makes objects that fit the schemas of Kubernetes %s', (version) => {
    expect(synth(task().chart).flatMap((manifest) => validateManifest(manifest, version))).toEqual([]);
  });

  it('runs once at a time, in UTC, and is given up after an hour', () => {
    expect(cronJob()).toMatchObject({
      concurrencyPolicy: 'Forbid',
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: { activeDeadlineSeconds: 3600, backoffLimit: 2 } },
      schedule,
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 3,
      suspend: false,
      timeZone: 'Etc/UTC',
    });
    expect(cronJob().jobTemplate.spec).not.toHaveProperty('ttlSecondsAfterFinished');
  });

  it('does not count pods that the cluster takes away', () => {
    expect(cronJob().jobTemplate.spec.podFailurePolicy.rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ status: 'True', type: 'DisruptionTarget' }] },
    ]);
    expect(pod().restartPolicy).toBe('Never');
  });

  it('says what it is told', () => {
    const spec = cronJob({
      concurrencyPolicy: 'Replace',
      history: { succeeded: 1, failed: 0 },
      backoffLimit: 0,
      schedule: '@daily',
      startingDeadline: Duration.seconds(10),
      suspend: true,
      timeout: Duration.minutes(5),
      timeZone: 'Europe/Oslo',
      ttl: Duration.days(1),
    });
    expect(spec).toMatchObject({
      concurrencyPolicy: 'Replace',
      failedJobsHistoryLimit: 0,
      jobTemplate: { spec: { activeDeadlineSeconds: 300, backoffLimit: 0, ttlSecondsAfterFinished: 86400 } },
      schedule: '@daily',
      startingDeadlineSeconds: 10,
      successfulJobsHistoryLimit: 1,
      suspend: true,
      timeZone: 'Europe/Oslo',
    });
  });

  it('has the pod of every other workload: hardened, closed, with an account of its own', () => {
    const { chart } = task();
    expect(pod()).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      serviceAccountName: 'cleanup',
    });
    expect(pod().containers[0]).toMatchObject({ securityContext: { readOnlyRootFilesystem: true } });
    expect(find(chart, 'NetworkPolicy')['spec'].ingress).toBeUndefined();
    expect(names(chart, 'ServiceAccount')).toEqual(['cleanup']);
  });

  it('uses stores, as often as it is said', () => {
    const { chart, task: cleanup } = task();
    const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey() });
    cleanup.uses(sessions);
    cleanup.uses(sessions);
    expect(names(chart, 'NetworkPolicy')).toEqual(
      expect.arrayContaining(['cleanup-to-sessions', 'sessions-from-cleanup']),
    );
    const [container] = find(chart, 'CronJob')['spec'].jobTemplate.spec.template.spec.containers;
    expect(container.env.map((variable: { name: string }) => variable.name)).toContain('SESSIONS_URL');
  });

  it('says when a run has failed, or was missed by more than its deadline', () => {
    const { signals } = task({ startingDeadline: Duration.minutes(2) }).task;
    expect(signals.map(({ name }) => name)).toEqual(['FailedRuns', 'MissedRun', 'LastSuccess']);
    const [failed, missed] = signals;
    expect(failed?.expr('')).toContain('kube_job_failed{namespace="shop",job_name=~"cleanup-[0-9]+",condition="true"}');
    expect(missed?.expr('')).toContain('kube_cronjob_next_schedule_time{namespace="shop",cronjob="cleanup"}');
    expect(missed?.alert?.above).toBe(2 * 60 + 300);
  });

  it.each<[string, Partial<ScheduledTaskProps>, RegExp]>([
    ['the day never comes', { schedule: '0 0 31 2 *' }, /name a day that comes, got 0 0 31 2 \*/],
    ['the schedule has seconds', { schedule: '0 0 3 * * *' }, /schedule must have the fields minute, hour/],
    ['the schedule is no schedule', { schedule: 'at night' }, /schedule must have the fields/],
    ['the schedule says a time zone', { schedule: 'TZ=UTC 0 3 * * *' }, /schedule must not say a time zone/],
    ['the time zone is unknown', { timeZone: 'Europe/Atlantis' }, /timeZone must be one of the IANA database/],
    ['the time zone is in small letters', { timeZone: 'europe/oslo' }, /timeZone must be one of the IANA database/],
    ['the time zone is an offset', { timeZone: '+01:00' }, /timeZone must be one of the IANA database/],
    [
      'concurrency is unknown',
      { concurrencyPolicy: 'maybe' as never },
      /concurrencyPolicy must be one of Forbid, Replace, Allow/,
    ],
    ['it may not start late', { startingDeadline: Duration.seconds(5) }, /startingDeadline in seconds must be a whole/],
    ['a run may take no time', { timeout: Duration.seconds(0) }, /timeout in seconds must be a whole number from 1/],
    ['the backoff limit is a fraction', { backoffLimit: 0.5 }, /backoffLimit must be a whole number/],
    ['more than all runs are kept', { history: { failed: -1 } }, /history.failed must be a whole number/],
    ['its name is too long', { name: 'a'.repeat(53) }, /the name of a CronJob must be a DNS label of at most 52/],
  ])('fails when %s', (_, props, message) => {
    expect(() => synth(task(props).chart)).toThrow(message);
    expect(() => synth(task(props).chart)).toThrow(/^\[shop\/cleanup/);
  });
});
