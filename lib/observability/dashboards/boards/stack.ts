import type { ObservabilityProps } from '../../props';
import { CARRIED } from '../../sizes';
import type { Watched } from '../../watched';
import { boardJson } from '../board';
import { lines, NONE_IS_GOOD, number, over, type Panel, type Row, signalPanel } from '../panel';
import { saturationRow } from '../rows/saturation';
import type { Shown } from '../shown';
import { STACK } from '../uids';

/** The facts about the servers of an Observability. */
export interface StackFacts {
  readonly props: ObservabilityProps;
  /** The beginning of the names of all servers. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly watched: readonly Watched[];
}

/** Returns the dashboard of the servers of the Observability itself. */
export function stackBoard({ props, name, namespace, watched }: StackFacts, shown: Shown): string {
  const own = watched.filter(({ isOwn }) => isOwn);
  const at = [...(namespace === undefined ? [] : [`namespace="${namespace}"`]), `job=~"${name}-.+"`].join(',');
  const rows: readonly Row[] = [
    { title: 'Servers', panels: servers(at, name, own) },
    { title: 'Prometheus', panels: prometheus(`${name}-prometheus`, props) },
    ...own.filter(({ signals }) => signals.length > 0).map((server) => ofServer(server, name)),
    ...(shown.containers ? [saturationRow(at, 'Saturation')] : []),
  ];
  return boardJson({ uid: STACK, title: 'Observability', tags: [], rows });
}

function servers(at: string, name: string, own: readonly Watched[]): readonly Panel[] {
  const firing = `count(ALERTS{job=~"${name}-.+",alertstate="firing",alertname!="Watchdog"}) or vector(0)`;
  const up = lines('up', 'Which servers answer?', 'short', over(`sum by (job) (up{${at}})`));
  return [
    number('alerts', 'How many alerts about the servers fire?', firing, NONE_IS_GOOD),
    ...(own.some(({ target }) => target) ? [{ ...up, width: 18, height: 6 }] : []),
  ];
}

function ofServer({ name, signals, matchers }: Watched, prefix: string): Row {
  const title = name.slice(prefix.length + 1);
  const panels = signals.map((signal) => signalPanel(signal, matchers));
  return { title, panels: panels.map((panel) => ({ ...panel, name: `${title} ${panel.name}` })) };
}

/** The server of metrics: https://prometheus.io/docs/prometheus/latest/storage/ */
function prometheus(job: string, { size = 'small' }: ObservabilityProps): readonly Panel[] {
  const own = `{job="${job}"}`;
  const series = lines(
    'series',
    'How many series does Prometheus keep?',
    'short',
    over(`max(prometheus_tsdb_head_series${own})`),
  );
  const most = CARRIED[size].series;
  return [
    {
      ...series,
      description: `Size ${size} carries ${most}.`,
      values: {
        unit: 'short',
        custom: { thresholdsStyle: { mode: 'line' } },
        thresholds: {
          mode: 'absolute',
          steps: [
            { color: 'green', value: null },
            { color: 'red', value: most },
          ],
        },
      },
    },
    lines(
      'samples',
      'How many samples does it take in a second?',
      'short',
      over(`sum(rate(prometheus_tsdb_head_samples_appended_total${own}[5m]))`),
    ),
    lines(
      'blocks',
      'How much of its volume do the metrics use?',
      'bytes',
      over(`max(prometheus_tsdb_storage_blocks_bytes${own})`),
    ),
    lines(
      'rules',
      'How much of their interval do the rules take?',
      'percentunit',
      over(`max(prometheus_rule_group_last_duration_seconds${own} / prometheus_rule_group_interval_seconds${own})`),
    ),
    lines('slow targets', 'How long do scrapes take?', 's', over('max by (job) (scrape_duration_seconds)')),
    lines(
      'failures',
      'Do rules fail, or is a file refused?',
      'short',
      over(`sum(rate(prometheus_rule_evaluation_failures_total${own}[5m]))`, 'failed rules in a second'),
      over(`1 - min(prometheus_config_last_reload_successful${own})`, 'refused configuration'),
    ),
  ];
}
