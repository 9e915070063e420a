import { Size } from 'cdk8s';
import { bytes } from '../../checks/quantity';
import { imageFor } from '../../cluster/images';
import { tidy } from '../../manifest/json';
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
import { eventsConfig } from './events-config';
import { eventSignals } from './log-signals';
import { logBackend, planOfLogs } from './logs';

const USER = 10001;
const CONFIG = '/etc/otelcol';
/** The queue is in the directory for files that end with the pod, which is bounded. */
const STATE = '/tmp/otelcol';
const QUEUE = Size.mebibytes(64);
/** Room for the queue, and for its copy while it is compacted. */
const SCRATCH = 3 * 64;

/**
 * The collector of the events of the API server, which has them for an hour only. It is one pod: each agent would send all of them.
 * While it is replaced, two pods run for seconds, so that no event is missed; those events may be there twice.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export const events: OptionalServerModel<'Deployment'> = {
  id: 'Events',
  kind: 'Deployment',
  wanted: (props) => logBackend(props)?.events ?? false,
  describe,
};

function describe({ scope, props, url }: ServerFacts): ObservabilityServerDescription {
  const usual = amountsOf('events', props, SCRATCH);
  const memory = limitOf(usual);
  const backend = logBackend(props);
  const plan = planOfLogs(props);
  const file = () => {
    const { server = 'loki', path = '', headers = {} } = backend ?? {};
    const state = { path: STATE, queue: QUEUE };
    return yamlText(tidy(eventsConfig({ ...plan, url: `${url(server)}${path}`, headers, memory, state })));
  };
  return {
    image: imageFor(scope, 'otelcol'),
    user: USER,
    port: HEALTH_PORT,
    servicePort: HEALTH_PORT,
    peerPorts: { metrics: TELEMETRY_PORT },
    server: { args: [`--config=${CONFIG}/events.yaml`], env: goMemory(memory), ...httpProbes('/', 60) },
    env: { POD_IP: 'status.podIP' },
    lateFiles: configFile(CONFIG, 'events.yaml', file),
    usual,
    gracePeriod: 30,
    minReady: 0,
    permissions: { cluster: [{ apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] }] },
    metrics: { port: TELEMETRY_PORT },
    signals: eventSignals(bytes(QUEUE)),
    asks: backend ? [backend.server] : [],
  };
}
