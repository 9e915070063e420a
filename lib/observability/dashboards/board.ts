import type { JsonObject } from '../../manifest/json';
import { METRICS, type Panel, type Row } from './panel';
import { panelId } from './uids';

/** A dashboard. */
export interface Board {
  /** At most 40 characters; links contain it. */
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly rows: readonly Row[];
}

const WIDTH = 24;
const HALF = WIDTH / 2;
const HEIGHT = 8;
const TAG = 'mainstay';

/** The links at the top of every dashboard: to the overview, and to all others. */
const LINKS: readonly JsonObject[] = [
  link({ title: 'Overview', type: 'link', icon: 'apps', url: '/' }),
  link({ title: 'Dashboards', type: 'dashboards', icon: 'external link', tags: [TAG], asDropdown: true }),
];

/**
 * Returns a dashboard as Grafana reads it: rows from top to bottom, and panels from left to right.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function boardJson({ uid, title, tags, rows }: Board): string {
  return JSON.stringify({
    id: null,
    uid,
    title,
    tags: [TAG, ...tags],
    schemaVersion: 42,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    templating: { list: [] },
    links: LINKS,
    panels: placed(rows.filter(({ panels }) => panels.length > 0)),
  });
}

function placed(rows: readonly Row[]): readonly JsonObject[] {
  let top = 0;
  return rows.flatMap(({ title, panels }) => {
    const heading = { h: 1, w: WIDTH, x: 0, y: top };
    const all: JsonObject[] = [
      { id: panelId(`row ${title}`), type: 'row', title, collapsed: false, gridPos: heading, panels: [] },
    ];
    let line = { x: 0, y: top + 1, h: 0 };
    for (const panel of panels) {
      const { width: w = HALF, height: h = HEIGHT } = panel;
      if (line.x + w > WIDTH) line = { x: 0, y: line.y + line.h, h: 0 };
      all.push(panelJson(panel, { h, w, x: line.x, y: line.y }));
      line = { x: line.x + w, y: line.y, h: Math.max(line.h, h) };
    }
    top = line.y + line.h;
    return all;
  });
}

function panelJson(panel: Panel, gridPos: JsonObject): JsonObject {
  const { name, type, title, description, source = METRICS, queries = [] } = panel;
  const { values = {}, overrides = [], options, transformations } = panel;
  return {
    id: panelId(name),
    type,
    title,
    description,
    gridPos,
    ...(queries.length > 0 && {
      datasource: source,
      targets: queries.map((query, at) => ({ refId: String.fromCharCode('A'.charCodeAt(0) + at), ...query })),
    }),
    fieldConfig: { defaults: values, overrides },
    options,
    transformations,
  };
}

function link(more: JsonObject): JsonObject {
  return { tooltip: '', tags: [], asDropdown: false, targetBlank: false, includeVars: false, keepTime: true, ...more };
}
