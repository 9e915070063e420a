import { Size } from 'cdk8s';
import { imageFor } from '../../cluster/images';
import { type JsonObject, tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import {
  collectorConfig,
  fileStorage,
  goMemory,
  HEALTH_PORT,
  limitOf,
  memoryLimiter,
  persistent,
  TELEMETRY_PORT,
} from '../collector/collector-config';
import {
  configFile,
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import { JAEGER_PORTS, SPAN_RECEIVERS } from './jaeger-config';
import { gatewaySignals } from './trace-signals';
import { spanReceiver, wantsTraces } from './traces';

const USER = 10001;
const CONFIG = '/etc/otelcol';
const STATE = '/var/lib/otelcol';
const STORAGE = 'file_storage';
const QUEUE = Size.gibibytes(2);

/** The settings of a gateway. */
export interface GatewaySettings {
  /** The URL of Jaeger's OTLP port. */
  readonly url: string;
  readonly memory: Size;
  readonly state: string;
}

/** Returns the file of a gateway: it takes spans at once, and keeps them on its volume until Jaeger has them. */
export function gatewayConfig({ url, memory, state }: GatewaySettings): JsonObject {
  return collectorConfig({
    extensions: { [STORAGE]: fileStorage(state) },
    receivers: SPAN_RECEIVERS,
    processors: { memory_limiter: memoryLimiter(memory) },
    exporters: {
      otlp_http: {
        timeout: '30s',
        traces_endpoint: `${url}/v1/traces`,
        ...persistent({ size: QUEUE, storage: STORAGE }),
      },
    },
    pipelines: {
      traces: {
        receivers: Object.keys(SPAN_RECEIVERS),
        processors: ['memory_limiter'],
        exporters: ['otlp_http'],
      },
    },
  });
}

/**
 * The collectors before Jaeger, from size `medium` on.
 *
 * @see https://opentelemetry.io/docs/collector/deploy/gateway/
 */
export const gateway: OptionalServerModel<'StatefulSet'> = {
  id: 'Gateway',
  kind: 'StatefulSet',
  wanted: (props) => wantsTraces(props) && spanReceiver(props) === 'gateway',
  describe,
};

function describe({ scope, props, url }: ServerFacts): ObservabilityServerDescription {
  const usual = amountsOf('gateway', props);
  const memory = limitOf(usual);
  const file = () => yamlText(tidy(gatewayConfig({ url: url('jaeger', 'otlp'), memory, state: STATE })));
  return {
    image: imageFor(scope, 'otelcol'),
    user: USER,
    port: HEALTH_PORT,
    servicePort: HEALTH_PORT,
    replicas: 2,
    peerPorts: {
      otlp: JAEGER_PORTS.otlp,
      'grpc-otlp': JAEGER_PORTS['grpc-otlp'],
      zipkin: JAEGER_PORTS.zipkin,
      metrics: TELEMETRY_PORT,
    },
    clientPorts: ['otlp', 'grpc-otlp', 'zipkin'],
    server: { args: [`--config=${CONFIG}/gateway.yaml`], env: goMemory(memory), ...httpProbes('/', 60) },
    env: { POD_IP: 'status.podIP' },
    lateFiles: configFile(CONFIG, 'gateway.yaml', file),
    data: { path: STATE, size: Size.gibibytes(4) },
    usual,
    gracePeriod: 60,
    metrics: { port: TELEMETRY_PORT },
    signals: gatewaySignals(),
    asks: [{ server: 'jaeger', ports: ['otlp'] }],
  };
}
