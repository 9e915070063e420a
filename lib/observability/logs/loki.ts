import { imageFor } from '../../cluster/images';
import { tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import { limitOf } from '../collector/collector-config';
import {
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import { logBackend } from './logs';
import { LOKI_PORT, lokiConfig } from './loki-config';
import { logPlan } from './options';

/** The user of the image. */
const USER = 10001;
const CONFIG = '/etc/loki';
const DATA = '/loki';
/** Seconds: reading the log of writes again takes minutes. */
const STARTUP = 10 * 60;

/**
 * Loki as one process on a volume.
 *
 * @see https://grafana.com/docs/loki/latest/get-started/deployment-modes/#monolithic-mode
 */
export const loki: OptionalServerModel<'StatefulSet'> = {
  id: 'Loki',
  kind: 'StatefulSet',
  wanted: (props) => logBackend(props)?.server === 'loki',
  describe,
};

function describe({ scope, props }: ServerFacts): ObservabilityServerDescription {
  const { days, storage } = logBackend(props)?.plan(props) ?? logPlan({}, props);
  const usual = amountsOf('loki', props);
  const memory = limitOf(usual);
  return {
    image: imageFor(scope, 'loki'),
    user: USER,
    port: LOKI_PORT,
    servicePort: LOKI_PORT,
    server: { args: [`-config.file=${CONFIG}/loki.yaml`], ...httpProbes('/ready', STARTUP) },
    lateFiles: {
      id: 'Config',
      files: () => ({ 'loki.yaml': yamlText(tidy(lokiConfig({ days, memory, path: DATA }))) }),
      volumes: { config: { path: CONFIG } },
      readOnce: true,
    },
    data: { path: DATA, size: storage },
    usual,
    // Loki writes what it has in memory to the volume when it ends.
    gracePeriod: 300,
    minReady: 0,
    metrics: { port: LOKI_PORT },
  };
}
