import { Size } from 'cdk8s';
import { listAt, objectAt } from '../../lib/manifest/json';
import { REQUEST } from '../../lib/observability/collector/collector-config';
import { type AgentSettings, agentConfig } from '../../lib/observability/logs/agent-config';

const SETTINGS: AgentSettings = {
  url: 'http://loki.observability.svc:3100/otlp/v1/logs',
  headers: {},
  memory: Size.mebibytes(192),
  state: { path: '/var/lib/agent', queue: Size.mebibytes(256) },
  own: 'agents_agent-*',
  exclude: [],
  multiline: [],
  redact: [],
};

const config = (props: Partial<AgentSettings> = {}) => agentConfig({ ...SETTINGS, ...props });
const statements = (props: Partial<AgentSettings>): string =>
  JSON.stringify(objectAt(config(props), 'processors', 'transform')['log_statements']);

describe('the agent', () => {
  it('loses no line: it has no batches in memory, a queue on the disk that makes readers wait, and retries without end', () => {
    const { exporters, processors, receivers } = config();
    expect(Object.keys(processors as object)).not.toContain('batch');
    expect(exporters).toMatchObject({
      otlp_http: {
        retry_on_failure: { enabled: true, max_elapsed_time: 0 },
        sending_queue: {
          block_on_overflow: true,
          queue_size: 256 * 1024 ** 2,
          sizer: 'bytes',
          storage: 'file_storage',
          batch: { sizer: 'bytes' },
        },
      },
    });
    expect(receivers).toMatchObject({
      file_log: {
        retry_on_failure: { enabled: true, max_elapsed_time: 0 },
        start_at: 'beginning',
        storage: 'file_storage',
      },
    });
  });

  it('sends requests that take the longest entry, which would be dropped otherwise', () => {
    const { most } = REQUEST;
    expect(objectAt(config(), 'receivers', 'file_log')['max_log_size']).toBe('1MiB');
    expect(objectAt(config(), 'exporters', 'otlp_http', 'sending_queue', 'batch')['max_size']).toBe(most);
    expect(most).toBeGreaterThan(1.5 * 1024 ** 2);
  });

  it('reads rotated files too, which still have lines in a burst, and no compressed ones', () => {
    expect(objectAt(config(), 'receivers', 'file_log')).toMatchObject({
      include: ['/var/log/pods/*/*/*.log', '/var/log/pods/*/*/*.log.2*'],
      exclude: expect.arrayContaining(['/var/log/pods/*/*/*.gz']),
    });
  });

  it('reads neither its own log nor those of excluded namespaces', () => {
    expect(objectAt(config({ exclude: ['kube-system'] }), 'receivers', 'file_log')['exclude']).toEqual([
      '/var/log/pods/*/*/*.gz',
      '/var/log/pods/*/*/*.tmp',
      '/var/log/pods/kube-system_*/*/*',
      '/var/log/pods/agents_agent-*/*/*',
    ]);
  });

  it('refuses data before its memory is full, which the reader keeps', () => {
    expect(objectAt(config(), 'processors', 'memory_limiter')).toMatchObject({ limit_mib: 153, spike_limit_mib: 38 });
    expect(objectAt(config(), 'service', 'pipelines', 'logs')['processors']).toEqual([
      'memory_limiter',
      'k8s_attributes',
      'transform',
    ]);
  });

  it('asks the API server about the pods of its own node only', () => {
    expect(objectAt(config(), 'processors', 'k8s_attributes', 'filter')).toEqual({ node_from_env_var: 'NODE_NAME' });
  });

  it('joins the lines of an entry in one container of one namespace', () => {
    const multiline = [{ namespace: 'shop', container: 'web', start: '^\\d{4}-' }];
    const operators = listAt(config({ multiline }), 'receivers', 'file_log', 'operators');
    expect(operators.map(({ type }) => type)).toEqual(['container', 'recombine', 'remove']);
    expect(operators[1]).toMatchObject({
      if: 'resource["k8s.namespace.name"] == "shop" and resource["k8s.container.name"] == "web"',
      is_first_entry: 'body matches "^\\\\d{4}-"',
    });
  });

  it('redacts before anything else reads the line, and writes a dollar sign so that the collector sees no variable', () => {
    const text = statements({ redact: ['token=[^"$]+'] });
    expect(text).toContain('replace_pattern(log.body, \\"token=[^\\\\\\"$$]+\\", \\"***\\")');
    expect(text.indexOf('replace_pattern')).toBeLessThan(text.indexOf('ParseJSON'));
  });

  it('names the service by the label of the pod, else by the container', () => {
    expect(objectAt(config(), 'processors', 'k8s_attributes', 'extract')['labels']).toEqual([
      { from: 'pod', key: 'app.kubernetes.io/name', tag_name: 'service.name' },
    ]);
    expect(statements({})).toContain('resource.attributes[\\"k8s.container.name\\"]) where');
  });
});
