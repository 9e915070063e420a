import { parse } from 'yaml';
import { Logs, Traces } from '../../../lib';
import { containerOf, find, type Manifest, names, podOf, testChart } from '../../support/charts';
import { files, observability } from '../support';

const grafana = (props = {}) => {
  const chart = testChart();
  observability(chart, props);
  const deployment = find(chart, 'Deployment', 'observability-grafana');
  const sources: Manifest[] = parse(files(chart, 'observability-grafana')['datasources.yaml'] ?? '').datasources;
  return { chart, deployment, container: containerOf(deployment, 'grafana'), sources };
};
const envOf = (container: Manifest): Map<string, string> =>
  new Map(container['env'].map(({ name, value }: Manifest) => [name, value]));

describe('Grafana', () => {
  it('has no volume: its pods are replaced while the old one runs, and what it writes is limited', () => {
    const { chart, deployment, container } = grafana();
    expect(names(chart, 'PersistentVolumeClaim')).toEqual([]);
    expect(deployment['spec'].strategy.type).toBe('RollingUpdate');
    const data = podOf(deployment)['volumes'].find(({ name }: Manifest) => name === 'data');
    expect(data).toEqual({ name: 'data', emptyDir: { sizeLimit: '256Mi' } });
    expect(container['volumeMounts']).toContainEqual({ name: 'data', mountPath: '/var/lib/grafana' });
    expect(container['securityContext'].readOnlyRootFilesystem).toBe(true);
  });

  it('has a volume on request, and then one pod ends before the next starts', () => {
    const { chart, deployment } = grafana({ persistent: true });
    expect(names(chart, 'PersistentVolumeClaim')).toEqual(['observability-grafana']);
    expect(deployment['spec'].strategy.type).toBe('Recreate');
  });

  it('opens with the overview, and installs no plugins', () => {
    const env = envOf(grafana().container);
    expect(env.get('GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH')).toBe('/etc/grafana/dashboards/_overview.json');
    expect(env.get('GF_PLUGINS_PREINSTALL_DISABLED')).toBe('true');
    expect(env.get('GF_PLUGINS_PREINSTALL_AUTO_UPDATE')).toBe('false');
  });

  it('leads from exemplars and log lines to traces, and from traces to logs', () => {
    const { sources } = grafana({ logs: Logs.loki(), traces: Traces.jaeger() });
    expect(sources.map(({ uid, type }) => `${uid}: ${type}`)).toEqual([
      'prometheus: prometheus',
      'logs: loki',
      'traces: jaeger',
    ]);
    const [metrics, logs, traces] = sources.map(({ jsonData }) => jsonData);
    expect(metrics.exemplarTraceIdDestinations).toEqual([{ datasourceUid: 'traces', name: 'trace_id' }]);
    expect(logs.derivedFields).toEqual([
      expect.objectContaining({ datasourceUid: 'traces', matcherRegex: 'trace_id' }),
    ]);
    expect(traces.tracesToLogsV2.datasourceUid).toBe('logs');
  });

  it('leads nowhere that is not there', () => {
    const metrics = grafana({ logs: Logs.none(), traces: Traces.none() }).sources;
    expect(metrics.map(({ jsonData }) => Object.keys(jsonData).sort())).toEqual([['httpMethod', 'timeInterval']]);
    const [, logs] = grafana({ logs: Logs.loki(), traces: Traces.none() }).sources;
    expect(logs?.['jsonData']).toEqual({});
  });
});
