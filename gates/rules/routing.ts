/** The files of Alertmanager that the apps, the programs of this gate and the tests synthesize, and the receivers of each alert. */
import { Chart } from 'cdk8s';
import { App, Observability } from '../../lib';
import { type Manifest, Manifests } from '../../lib/testing';
import { DESTINATIONS } from '../../test/support/destinations';

/** One Alertmanager: its configuration. */
export interface Router {
  /** `observability/observability-alertmanager`, or the name of a row of the tests' destinations. */
  readonly title: string;
  readonly config: string;
}

/** Labels of an alert, and the receivers that get it. */
export interface Delivery {
  readonly says: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly string[];
}

/** Written by hand from the page about alerts: severities and namespaces, and the names of the receivers. */
const DELIVERIES: Readonly<Record<string, readonly string[]>> = {
  'observability/observability-alertmanager': [
    'Watchdog → dead-man',
    'critical → critical',
    'warning → default',
    'info → nobody',
  ],
  'kinds/observability-alertmanager': [
    'Watchdog → dead-man',
    'critical → critical',
    'warning → default',
    'info → info',
    'critical of kinds → critical, team-kinds',
    'warning of kinds → team-kinds',
    'info of kinds → info',
    'critical of others → critical, team-kinds',
    'warning of others → team-kinds',
    'info of others → info',
    'critical of pay → critical, team-pay-critical',
    'warning of pay → team-pay',
    'info of pay → info',
  ],
  one: ['Watchdog → nobody', 'critical → default', 'warning → default', 'info → nobody'],
  urgent: ['Watchdog → nobody', 'critical → critical', 'warning → default', 'info → nobody'],
  context: ['Watchdog → nobody', 'critical → default', 'warning → default', 'info → info'],
  teams: [
    'Watchdog → nobody',
    'critical → default',
    'warning → default',
    'info → nobody',
    'critical of shop → team-web',
    'warning of shop → team-web',
    'info of shop → nobody',
  ],
  everything: [
    'Watchdog → dead-man',
    'critical → critical',
    'warning → default',
    'info → info',
    'critical of billing → critical, team-pay-critical',
    'warning of billing → team-pay',
    'info of billing → info',
    'critical of pay → critical, team-pay-critical',
    'warning of pay → team-pay',
    'info of pay → info',
    'critical of shop → critical, team-web',
    'warning of shop → team-web',
    'info of shop → info',
  ],
};

/** Returns every Alertmanager of the charts and of the destinations of the tests. */
export function routers(charts: readonly (readonly Manifest[])[]): readonly Router[] {
  const tests = Object.entries(DESTINATIONS).map(([title, alerts]): Router[] => {
    const chart = new Chart(new App(), 'platform', { namespace: 'observability' });
    new Observability(chart, 'observability', { alerts });
    return filesOf(Manifests.of(chart).all).map((router) => ({ ...router, title }));
  });
  return [...charts.map(filesOf), ...tests].flat();
}

function filesOf(manifests: readonly Manifest[]): Router[] {
  return manifests.flatMap(({ kind, metadata, data }) => {
    const config = kind === 'ConfigMap' && data?.['alertmanager.yml'];
    return config ? [{ title: `${metadata.namespace}/${metadata.name}`, config }] : [];
  });
}

/** Returns the deliveries of an Alertmanager. Throws when the table lacks a severity of a namespace that the configuration names. */
export function deliveriesOf({ title, config }: Router): readonly Delivery[] {
  const rows = DELIVERIES[title] ?? [];
  const named = [...config.matchAll(/namespace=~\\?"([^"\\]+)/g)].flatMap(([, names = '']) => names.split('|'));
  const wanted = ['', ...new Set(named)].flatMap((name) =>
    ['critical', 'warning', 'info'].map((severity) => (name ? `${severity} of ${name}` : severity)),
  );
  const missing = ['Watchdog', ...wanted].filter((alert) => !rows.some((row) => row.startsWith(`${alert} → `)));
  if (missing.length > 0) throw new Error(`no delivery says who gets ${missing.join(', ')} of ${title}; add it`);
  return rows.map((says) => {
    const [alert = '', receivers = ''] = says.split(' → ');
    const [severity = '', namespace = 'elsewhere'] = alert.split(' of ');
    const labels: Delivery['labels'] =
      alert === 'Watchdog'
        ? { alertname: alert, job: 'prometheus', severity: 'none' }
        : { alertname: 'Any', job: 'web', namespace, severity };
    return { says, labels, receivers: receivers.split(', ') };
  });
}
