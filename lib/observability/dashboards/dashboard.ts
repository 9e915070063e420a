import { contentHash } from '../../manifest/content-hash';
import type { JsonObject } from '../../manifest/json';
import type { Alert, Signal } from '../../relations/signal';
import type { Watched } from '../watched';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const UID_LENGTH = 40;

/**
 * Returns the dashboard of something that is watched: panels of the pods that answer, then one for each signal.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function dashboard(watched: Watched): string {
  const targets = watched.target ? [row(0, 'Targets'), ...targetPanels(watched)] : [];
  const below = watched.target ? 7 : 0;
  const signals = watched.signals.length > 0 ? [row(below, 'Signals')] : [];
  const panels = [...targets, ...signals, ...watched.signals.map((s, at) => signalPanel(watched, s, at, below + 1))];
  return JSON.stringify({
    id: null,
    uid: uid(watched.file.replace('.', '_')),
    title: watched.title,
    tags: ['mainstay'],
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: { list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }] },
    panels: panels.map((panel, at) => ({ id: at + 1, ...panel })),
  });
}

function targetPanels({ matchers: scope }: Watched): readonly JsonObject[] {
  const position = (x: number): JsonObject => ({ h: 6, w: 12, x, y: 1 });
  return [
    {
      ...panel('stat', 'How many pods answer?', position(0), 'short', [target(`sum(up{${scope}})`)]),
      options: { graphMode: 'area', reduceOptions: { calcs: ['lastNotNull'] } },
    },
    panel('timeseries', 'Which pods answer?', position(12), 'short', [target(`up{${scope}}`, '{{pod}}')]),
  ];
}

function signalPanel(watched: Watched, signal: Signal, at: number, top: number): JsonObject {
  const position = { h: 8, w: 12, x: (at % 2) * 12, y: top + Math.floor(at / 2) * 8 };
  const targets = [target(signal.expr(watched.matchers))];
  return {
    ...panel('timeseries', signal.question, position, signal.unit, targets, thresholds(signal.alert)),
    description: signal.alert?.advice ?? signal.name,
  };
}

function panel(
  type: string,
  title: string,
  gridPos: JsonObject,
  unit: string,
  targets: readonly JsonObject[],
  more: JsonObject = {},
): JsonObject {
  return {
    type,
    title,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit, ...more }, overrides: [] },
    targets,
  };
}

/** The threshold of the alert, as a line in the panel. */
function thresholds(alert: Alert | undefined): JsonObject {
  if (!alert) return {};
  const limit = alert.above ?? alert.below;
  const [low, high] = alert.above !== undefined ? ['green', 'red'] : ['red', 'green'];
  return {
    custom: { thresholdsStyle: { mode: 'line' } },
    thresholds: {
      mode: 'absolute',
      steps: [
        { color: low, value: null },
        { color: high, value: limit },
      ],
    },
  };
}

function row(y: number, title: string): JsonObject {
  return { type: 'row', title, collapsed: false, gridPos: { h: 1, w: 24, x: 0, y }, panels: [] };
}

function target(expr: string, legendFormat = '__auto'): JsonObject {
  return { refId: 'A', datasource: DATASOURCE, expr, legendFormat };
}

/** Returns the uid, at most 40 characters. It stays the same, because links to a dashboard contain it. */
function uid(name: string): string {
  if (name.length <= UID_LENGTH) return name;
  return `${name.slice(0, UID_LENGTH - 9)}-${contentHash(name)}`;
}
