import { Size } from 'cdk8s';
import { seconds } from '../../checks/quantity';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { SecretKey } from '../../relations/secret-key';
import { logBackend } from '../logs/logs';
import {
  httpProbes,
  type ObservabilityServerDescription,
  type ServerFacts,
  type ServerModel,
  secretPath,
} from '../server-model';
import { amountsOf } from '../sizes';
import { traceSource, wantsTraces } from '../traces/traces';
import { dashboard } from './dashboard';
import { dashboardProvider, datasources } from './provisioning';
import { grafanaSettings } from './settings';

/** The user of the image, who owns its files. */
const USER = 472;
const DASHBOARDS = '/etc/grafana/dashboards';
const PROVISIONING = '/etc/grafana/provisioning';
/** The seconds that a start may take. */
const STARTUP = 5 * 60;

/**
 * The Grafana server with the dashboards of everything that is watched. It needs no internet.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
 */
export const grafana: ServerModel<'Deployment'> = { id: 'Grafana', kind: 'Deployment', describe };

function describe({ scope, name, props, url }: ServerFacts): ObservabilityServerDescription {
  const { host, tls } = props;
  const logs = logBackend(props);
  const adminPassword = props.adminPassword ?? SecretKey.of(`${name}-credentials`, 'password');
  const { encryptionKey = adminPassword } = props;
  const env = {
    ...grafanaSettings(host),
    GF_SECURITY_ADMIN_PASSWORD__FILE: secretPath('admin-password', adminPassword),
    GF_SECURITY_SECRET_KEY__FILE: secretPath('encryption-key', encryptionKey),
  };
  const interval = props.scrapeInterval ? `${seconds(props.scrapeInterval)}s` : '30s';
  return {
    image: imageFor(scope, 'grafana'),
    user: USER,
    port: 3000,
    server: { env, ...httpProbes('/api/health', STARTUP) },
    secretFiles: { 'admin-password': adminPassword, 'encryption-key': encryptionKey },
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
    watchedFiles: { path: DASHBOARDS, files: (one) => (one.isOwn ? {} : { [`${one.file}.json`]: dashboard(one) }) },
    data: { path: '/var/lib/grafana', size: Size.gibibytes(1) },
    usual: amountsOf('grafana', props, 256),
    gracePeriod: 30,
    exposure: { host, tls },
    asks: ['prometheus', ...(logs ? [logs.server] : []), ...(wantsTraces(props) ? ['jaeger'] : [])],
  };
}

/** Returns the data sources beside Prometheus, which lead to each other. */
function otherSources(props: ServerFacts['props'], url: ServerFacts['url']): readonly JsonObject[] {
  const backend = logBackend(props);
  const logs = backend?.datasource(url(backend.server));
  const traces = wantsTraces(props) ? traceSource(url('jaeger'), logs !== undefined) : undefined;
  return [logs, traces].filter((source) => source !== undefined);
}
