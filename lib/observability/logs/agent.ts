import { Size } from 'cdk8s';
import { bytes } from '../../checks/quantity';
import { imageFor } from '../../cluster/images';
import { tidy } from '../../manifest/json';
import { namespaceOf } from '../../manifest/plain-object';
import { yamlText } from '../../manifest/yaml-emitter';
import { goMemory, HEALTH_PORT, limitOf, TELEMETRY_PORT } from '../collector/collector-config';
import {
  configFile,
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import { agentConfig } from './agent-config';
import { agentSignals } from './log-signals';
import { logBackend, planOfLogs } from './logs';

const CONFIG = '/etc/otelcol';
const STATE = '/var/lib/otelcol';
/** The directory of the kubelet. */
const LOGS = '/var/log/pods';
/** The bytes that wait on the disk of a node while the store is away: four hours at 1 GiB a day of one node. */
export const QUEUE = Size.mebibytes(256);

/**
 * The agent on every node that reads the logs of all containers. It is root without any capability, because the kubelet's files are
 * root's. Its positions and its queue are in a directory of the node, so that they outlive its pod.
 *
 * @see https://opentelemetry.io/docs/platforms/kubernetes/collector/components/#filelog-receiver
 */
export const agent: OptionalServerModel<'DaemonSet'> = {
  id: 'Agent',
  kind: 'DaemonSet',
  readsNode: true,
  wanted: (props) => logBackend(props) !== undefined,
  describe,
};

function describe({ scope, name, props, url }: ServerFacts): ObservabilityServerDescription {
  const usual = amountsOf('agent', props);
  const memory = limitOf(usual);
  const backend = logBackend(props);
  const namespace = namespaceOf(scope);
  const plan = planOfLogs(props);
  const file = () => {
    const { server = 'loki', path = '', headers = {} } = backend ?? {};
    const own = `${namespace}_${name}-*`;
    const state = { path: STATE, queue: QUEUE };
    const config = agentConfig({ ...plan, url: `${url(server)}${path}`, headers, memory, state, own });
    return yamlText(tidy(config));
  };
  return {
    image: imageFor(scope, 'otelcol'),
    user: 0,
    port: HEALTH_PORT,
    peerPorts: { metrics: TELEMETRY_PORT },
    server: {
      args: [`--config=${CONFIG}/agent.yaml`],
      env: goMemory(memory),
      ...httpProbes('/', 60),
    },
    env: { NODE_NAME: 'spec.nodeName', POD_IP: 'status.podIP' },
    lateFiles: configFile(CONFIG, 'agent.yaml', file),
    volumes: {
      logs: { path: LOGS, source: { hostPath: { path: LOGS, type: 'DirectoryOrCreate' } }, readOnly: true },
      state: {
        path: STATE,
        source: { hostPath: { path: `/var/lib/mainstay/${namespace}-${name}`, type: 'DirectoryOrCreate' } },
      },
    },
    usual,
    gracePeriod: 60,
    permissions: { cluster: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }] },
    metrics: { port: TELEMETRY_PORT },
    signals: agentSignals(bytes(QUEUE)),
    asks: backend ? [backend.server] : [],
  };
}
