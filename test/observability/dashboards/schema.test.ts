import Ajv from 'ajv';
import { dashboardsOf } from '../../../gates/observability/panel-queries';
import { Alerts, Receiver, SecretKey } from '../../../lib';
import schema from '../../schemas/dashboard.json';
import type { Manifest } from '../../support/charts';
import { KINDS, watching } from './support';

/** The types of Grafana's SDK as a JSON Schema, in which a property that no type has is an error; `npm run dashboard-schema` makes it. */
const fits = new Ajv({ allErrors: true, strict: false }).compile(schema);

/** What is wrong with a dashboard. The alternatives of a panel that do not apply are left out. */
function problems(dashboard: Manifest): string[] {
  if (fits(dashboard)) return [];
  const all = (fits.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'const');
  return all.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

const alerts = {
  'without receivers': undefined,
  'with receivers': Alerts.to(Receiver.pagerduty(SecretKey.of('pagerduty', 'key'))),
  'without receivers, on purpose': Alerts.nobody('a cluster for trying things out'),
};
const kinds = [
  ...Object.entries(KINDS),
  ...Object.entries(alerts).map(
    ([kind, to]) => [kind, { ...KINDS['with metrics only'], ...(to && { alerts: to }) }] as const,
  ),
];

describe.each(kinds)('the dashboards of an Observability %s', (_, props) => {
  const all = [...dashboardsOf(watching(props))];

  it('fit the types of Grafana', () => {
    expect(all.length).toBeGreaterThan(5);
    expect(all.flatMap(([file, dashboard]) => problems(dashboard).map((problem) => `${file}${problem}`))).toEqual([]);
  });

  it.each<[string, (dashboard: Manifest) => object]>([
    ['the dashboard', (dashboard) => ({ ...dashboard, colour: 'red' })],
    [
      'a panel',
      ({ panels: [row, first, ...rest], ...more }) => ({
        ...more,
        panels: [row, { ...first, colour: 'red' }, ...rest],
      }),
    ],
    [
      'the options of a panel',
      ({ panels: [row, first, ...rest], ...more }) => ({
        ...more,
        panels: [row, { ...first, options: { colour: 'red' } }, ...rest],
      }),
    ],
    [
      'a query',
      ({ panels: [row, first, ...rest], ...more }) => ({
        ...more,
        panels: [row, { ...first, targets: [{ ...first.targets[0], colour: 'red' }] }, ...rest],
      }),
    ],
  ])('fail with a property of %s that Grafana does not have', (_where, broken) => {
    const [, overview] = all.find(([file]) => file === '_overview.json') ?? [];
    expect(problems(overview as Manifest)).toEqual([]);
    expect(problems(broken(overview as Manifest) as Manifest)).not.toEqual([]);
  });
});
