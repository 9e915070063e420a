import { Size } from 'cdk8s';
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
import { JAEGER_PORTS, jaegerConfig } from './jaeger-config';
import { Sampling } from './sampling';
import { jaegerSignals } from './trace-signals';
import { tracePlan, wantsTraces } from './traces';

const USER = 10001;
const CONFIG = '/etc/jaeger';
const DATA = '/badger';
const STARTUP = 5 * 60;
const NONE = { hours: 1, storage: Size.gibibytes(1), sampling: Sampling.all() };

/**
 * Jaeger with its database on a volume.
 *
 * @see https://www.jaegertracing.io/docs/latest/storage/badger/
 */
export const jaeger: OptionalServerModel<'StatefulSet'> = {
  id: 'Jaeger',
  kind: 'StatefulSet',
  wanted: wantsTraces,
  describe,
};

function describe({ scope, props }: ServerFacts): ObservabilityServerDescription {
  const { hours, storage, sampling } = tracePlan(props) ?? NONE;
  const usual = amountsOf('jaeger', props);
  const memory = limitOf(usual);
  const { query, ...taken } = JAEGER_PORTS;
  return {
    image: imageFor(scope, 'jaeger'),
    user: USER,
    port: query,
    servicePort: query,
    peerPorts: { ...taken, health: HEALTH_PORT, metrics: TELEMETRY_PORT },
    clientPorts: ['otlp', 'grpc-otlp', 'zipkin'],
    server: {
      args: [`--config=${CONFIG}/jaeger.yaml`],
      env: goMemory(memory),
      ...httpProbes('/status', STARTUP, 'health'),
    },
    env: { POD_IP: 'status.podIP' },
    lateFiles: configFile(CONFIG, 'jaeger.yaml', () =>
      yamlText(tidy(jaegerConfig({ hours, memory, path: DATA, sampling }))),
    ),
    data: { path: DATA, size: storage },
    usual,
    gracePeriod: 60,
    minReady: 0,
    metrics: { port: TELEMETRY_PORT, morePorts: [JAEGER_PORTS.spans] },
    signals: jaegerSignals(),
  };
}
