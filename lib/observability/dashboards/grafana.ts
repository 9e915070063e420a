import { Size } from 'cdk8s';
import { fail } from '../../checks/errors';
import { seconds } from '../../checks/quantity';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { namespaceOf } from '../../manifest/plain-object';
import { SecretKey } from '../../relations/secret-key';
import { familiesOf } from '../alerts/cluster/families';
import { logBackend } from '../logs/logs';
import {
  httpProbes,
  type ObservabilityServerDescription,
  type ServerFacts,
  type ServerModel,
  type ServerVolume,
  secretPath,
  type WatchedFiles,
} from '../server-model';
import { amountsOf } from '../sizes';
import { sourcesOf } from '../sources/sources';
import { traceSource, wantsTraces } from '../traces/traces';
import { clusterBoard } from './boards/cluster';
import { overviewBoard } from './boards/overview';
import { stackBoard } from './boards/stack';
import { workloadBoard } from './boards/workload';
import { dashboardProvider, datasources } from './provisioning';
import { grafanaSettings } from './settings';
import { shownBy } from './shown';
import { CLUSTER, OVERVIEW, STACK } from './uids';

/** The user of the image, who owns its files. */
const USER = 472;
const DATA = '/var/lib/grafana';
const DASHBOARDS = '/etc/grafana/dashboards';
const PROVISIONING = '/etc/grafana/provisioning';
/** The seconds that a start may take. */
const STARTUP = 5 * 60;
/** The database of sessions and of what people keep for themselves, where it has no volume. */
const SCRATCH: ServerVolume = { path: DATA, source: { emptyDir: { sizeLimit: '256Mi' } } };

/**
 * The Grafana server with the dashboards of everything that is watched. It needs no internet and no volume: everything that it shows is
 * in its files.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
 */
export const grafana: ServerModel<'Deployment'> = { id: 'Grafana', kind: 'Deployment', describe };

function describe(facts: ServerFacts): ObservabilityServerDescription {
  const { scope, name, props, url } = facts;
  const { host, tls, persistent = false, oidc } = props;
  if (oidc && host === undefined) {
    const what = 'oidc needs the host of Grafana, to which the provider sends people back';
    fail(scope, what, host, "add host: 'grafana.example.com'");
  }
  const logs = logBackend(props);
  const adminPassword = props.adminPassword ?? SecretKey.of(`${name}-credentials`, 'password');
  const { encryptionKey = adminPassword } = props;
  const env = {
    ...grafanaSettings(host, `${DASHBOARDS}/${OVERVIEW}.json`),
    GF_SECURITY_ADMIN_PASSWORD__FILE: secretPath('admin-password', adminPassword),
    GF_SECURITY_SECRET_KEY__FILE: secretPath('encryption-key', encryptionKey),
    ...(oidc && {
      ...oidc.settings,
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: secretPath('client-secret', oidc.clientSecret),
    }),
  };
  const interval = props.scrapeInterval ? `${seconds(props.scrapeInterval)}s` : '30s';
  return {
    image: imageFor(scope, 'grafana'),
    user: USER,
    port: 3000,
    server: { env, ...httpProbes('/api/health', STARTUP) },
    secretFiles: {
      'admin-password': adminPassword,
      'encryption-key': encryptionKey,
      ...(oidc && { 'client-secret': oidc.clientSecret }),
    },
    reaches: oidc?.ways ?? [],
    generatesPassword: props.adminPassword === undefined,
    lateFiles: {
      id: 'Provisioning',
      files: () => ({
        'dashboards.yaml': dashboardProvider(DASHBOARDS),
        'datasources.yaml': datasources(url('prometheus'), interval, otherSources(props, url)),
      }),
      volumes: {
        datasources: { path: `${PROVISIONING}/datasources`, file: 'datasources.yaml' },
        provider: { path: `${PROVISIONING}/dashboards`, file: 'dashboards.yaml' },
      },
      readOnce: true,
    },
    watchedFiles: dashboards(facts),
    ...(persistent ? { data: { path: DATA, size: Size.gibibytes(1) } } : { volumes: { data: SCRATCH } }),
    usual: amountsOf('grafana', props, persistent ? 256 : 512),
    gracePeriod: 30,
    exposure: { host, tls },
    asks: ['prometheus', ...(logs ? [logs.server] : []), ...(wantsTraces(props) ? ['jaeger'] : [])],
  };
}

/** The dashboards: one about each thing that is watched, and those about no one thing. */
function dashboards(facts: ServerFacts): WatchedFiles {
  const { scope, name: own, props, watched } = facts;
  const name = own.replace(/-grafana$/, '');
  const namespace = namespaceOf(scope);
  const sources = sourcesOf(scope, props);
  const cluster = familiesOf(sources).length > 0;
  const shown = () => shownBy(facts);
  const overview = () =>
    overviewBoard({ props, prometheus: `${name}-prometheus`, watched: watched(), cluster }, shown());
  const stack = () => stackBoard({ props, name, namespace, watched: watched() }, shown());
  return {
    path: DASHBOARDS,
    files: (one) => (one.isOwn ? {} : { [`${one.file}.json`]: workloadBoard(one, shown()) }),
    common: {
      'dashboard-overview': () => ({ [`${OVERVIEW}.json`]: overview() }),
      'dashboard-stack': () => ({ [`${STACK}.json`]: stack() }),
      ...(cluster && { 'dashboard-cluster': () => ({ [`${CLUSTER}.json`]: clusterBoard(sources) ?? '' }) }),
    },
  };
}

/** Returns the data sources beside Prometheus, which lead to each other. */
function otherSources(props: ServerFacts['props'], url: ServerFacts['url']): readonly JsonObject[] {
  const backend = logBackend(props);
  const logs = backend?.datasource(url(backend.server), wantsTraces(props));
  const traces = wantsTraces(props) ? traceSource(url('jaeger'), logs !== undefined) : undefined;
  return [logs, traces].filter((source) => source !== undefined);
}
