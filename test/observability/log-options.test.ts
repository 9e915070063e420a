import { Duration, Size } from 'cdk8s';
import { bytes } from '../../lib/checks/quantity';
import { type LogOptions, logPlan } from '../../lib/observability/logs/options';
import { victoriaFlags } from '../../lib/observability/logs/victoria-flags';

describe('the options of logs', () => {
  it('choose a volume of which the logs of all days fill 80 % at most', () => {
    const { storage } = logPlan({ perDay: Size.gibibytes(4), retention: Duration.days(30) }, { size: 'medium' });
    expect(bytes(storage)).toBe(150 * 1024 ** 3);
  });

  it('choose 20Gi for the logs that a small Observability takes in a week', () => {
    expect(bytes(logPlan({}).storage)).toBe(20 * 1024 ** 3);
  });

  it.each<[string, LogOptions, string]>([
    [
      'the days do not fit into the volume',
      { retention: Duration.days(14), storage: Size.gibibytes(20) },
      'the logs of all days must fit into 80 % of the volume, got 28Gi in 20Gi; use storage: Size.gibibytes(35)',
    ],
    [
      'there are more bytes a day than the size takes',
      { perDay: Size.gibibytes(3) },
      "an Observability of size small takes 2Gi of logs a day, got 3Gi; use size: 'medium'",
    ],
    [
      'there are more bytes a day than one process takes',
      { perDay: Size.gibibytes(21) },
      'got 21Gi; pass a bucket and replicas: 33 to Logs.loki, or exclude namespaces',
    ],
    ['nothing is written', { perDay: Size.gibibytes(0) }, 'perDay must be a positive amount of whole bytes'],
    ['a retention is no whole days', { retention: Duration.hours(36) }, 'must be whole days, at least 1, got 129600 s'],
    ['a namespace is no name', { exclude: ['Kube'] }, 'a namespace to exclude must be a DNS label'],
    ['a value to redact is no expression', { redact: ['('] }, 'a value to redact must be a regular expression, got (;'],
    ['a value to redact is anything', { redact: ['x*'] }, 'a value to redact must not match an empty text, got x*;'],
    ['an expression looks ahead', { redact: ['a(?=b)'] }, 'must do without look-around and references to groups'],
    ['an expression names a group', { redact: ['(a)\\1'] }, 'must do without look-around and references to groups'],
    [
      'a multiline log has no container',
      { multiline: [{ namespace: 'shop', container: '', start: '^a' }] },
      'the container of a multiline log must be a DNS label',
    ],
  ])('fails when %s', (_, options, message) => {
    expect(() => logPlan(options)).toThrow(message);
  });
});

describe('VictoriaLogs', () => {
  it('deletes by time, and by the size of its volume', () => {
    expect(victoriaFlags(logPlan({}), '/data')).toEqual(
      expect.arrayContaining(['-retentionPeriod=7d', `-retention.maxDiskSpaceUsageBytes=${16 * 1024 ** 3}`]),
    );
  });

  it('takes the longest entry of the agent', () => {
    expect(victoriaFlags(logPlan({}), '/data')).toContain('-insert.maxLineSizeBytes=2MB');
  });
});
