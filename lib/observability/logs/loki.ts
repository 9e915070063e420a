import { imageFor } from '../../cluster/images';
import { tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import { limitOf } from '../collector/collector-config';
import {
  configFile,
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import { logBackend, planOfLogs } from './logs';
import { LOKI_PORT, lokiConfig } from './loki-config';

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
  const { days, storage } = planOfLogs(props);
  const usual = amountsOf('loki', props);
  const memory = limitOf(usual);
  return {
    image: imageFor(scope, 'loki'),
    user: USER,
    port: LOKI_PORT,
    servicePort: LOKI_PORT,
    server: { args: [`-config.file=${CONFIG}/loki.yaml`], ...httpProbes('/ready', STARTUP) },
    lateFiles: configFile(CONFIG, 'loki.yaml', () => yamlText(tidy(lokiConfig({ days, memory, path: DATA })))),
    data: { path: DATA, size: storage },
    usual,
    // Loki writes what it has in memory to the volume when it ends.
    gracePeriod: 300,
    minReady: 0,
    metrics: { port: LOKI_PORT },
  };
}
