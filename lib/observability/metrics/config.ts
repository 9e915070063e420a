import { type Duration, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail, together } from '../../checks/errors';
import { positiveSize } from '../../checks/formats';
import { bytes, seconds } from '../../checks/quantity';
import { type JsonObject, tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';

/** The part of the volume for metrics; the rest is for the write-ahead log and for compaction. */
const SHARE = 0.8;
const SMALLEST = Size.gibibytes(1);
const DAY = 24 * 3600;

/** The settings of the configuration file beside its scrape jobs. */
export interface Settings {
  readonly interval: string;
  readonly retention: JsonObject;
}

/** Checks the interval, the retention and the volume. */
export function settings(scope: Construct, interval: Duration, retention: Duration, storage: Size): Settings {
  const { every, time, space } = together({
    every: () => wholeSeconds(scope, interval),
    time: () => wholeHours(scope, retention),
    space: () => enough(scope, storage),
  });
  return {
    interval: `${every}s`,
    retention: {
      size: `${Math.floor((space * SHARE) / 1024 ** 2)}MB`,
      time: time % DAY === 0 ? `${time / DAY}d` : `${time / 3600}h`,
    },
  };
}

function wholeSeconds(scope: Construct, interval: Duration): number {
  const every = seconds(interval);
  if (!Number.isInteger(every) || every < 1) {
    fail(
      scope,
      'scrapeInterval must be whole seconds, at least 1',
      `${every} s`,
      'use Duration.seconds(30), for example',
    );
  }
  return every;
}

function wholeHours(scope: Construct, retention: Duration): number {
  const time = seconds(retention);
  if (time % 3600 !== 0 || time < 3600) {
    fail(scope, 'retention must be whole hours, at least 1', `${time} s`, 'use Duration.days(15), for example');
  }
  return time;
}

function enough(scope: Construct, storage: Size): number {
  const space = bytes(positiveSize(scope, 'storage', storage));
  if (space < bytes(SMALLEST)) {
    fail(scope, 'storage must be at least 1Gi', `${space} bytes`, 'use Size.gibibytes(20), for example');
  }
  return space;
}

/** The parts of the configuration: files beside it, by their paths, and the jobs about Prometheus itself and about the cluster. */
export interface Parts {
  readonly rules: readonly string[];
  readonly scrapes: readonly string[];
  readonly own: readonly JsonObject[];
  /** The addresses of Alertmanager servers. */
  readonly alertmanagers: readonly string[];
  readonly remote: JsonObject | undefined;
  /** True if another server, which sends the same samples to the same place, must be told apart. */
  readonly apart: boolean;
}

/** The label of a server's samples at the other end. Alerts lose it, so that those of two servers are one. */
const REPLICA = 'prometheus_replica';
/** The variable with the name of the pod. */
export const POD = 'POD_NAME';

/**
 * The file `prometheus.yml`.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export function prometheusYaml(
  { interval, retention }: Settings,
  { rules, scrapes, own, alertmanagers, remote, apart }: Parts,
): string {
  const alerting = {
    alert_relabel_configs: apart ? [{ action: 'labeldrop', regex: REPLICA }] : undefined,
    alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }],
  };
  return yamlText(
    tidy({
      alerting: alertmanagers.length > 0 ? alerting : undefined,
      global: {
        evaluation_interval: interval,
        external_labels: apart ? { [REPLICA]: `\${${POD}}` } : undefined,
        scrape_interval: interval,
      },
      remote_write: remote && [remote],
      rule_files: rules,
      scrape_config_files: scrapes,
      scrape_configs: own,
      storage: { tsdb: { retention } },
    }),
  );
}
