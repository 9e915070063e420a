import { imageFor } from '../../cluster/images';
import { tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import { Port } from '../../network/port';
import { authority } from '../../object-store/access';
import { limitOf } from '../collector/collector-config';
import {
  configFile,
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import type { LogBackend } from './log-backend';
import { bucketKeys, bucketSettings } from './log-bucket';
import { logBackend, planOfLogs } from './logs';
import { AMONG_LOKI, LOKI_PORT, lokiConfig } from './loki-config';

/** The user of the image. */
const USER = 10001;
const CONFIG = '/etc/loki';
const DATA = '/loki';
const AUTHORITY = '/run/secrets/bucket-ca';
/** Seconds: reading the log of writes again takes minutes. */
const STARTUP = 10 * 60;

/**
 * Loki as one process on a volume, or as several that share a bucket: each of them can do everything.
 *
 * @see https://grafana.com/docs/loki/latest/get-started/deployment-modes/#monolithic-mode
 */
export const loki: OptionalServerModel<'StatefulSet'> = {
  id: 'Loki',
  kind: 'StatefulSet',
  wanted: (props) => logBackend(props)?.server === 'loki',
  describe,
};

function describe({ scope, name, props }: ServerFacts): ObservabilityServerDescription {
  const { days, storage } = planOfLogs(props);
  const usual = amountsOf('loki', props);
  const memory = limitOf(usual);
  const shared = logBackend(props)?.shared;
  const settings = shared && { ...shared, bucket: bucketSettings(shared.bucket, AUTHORITY), name };
  const file = () => yamlText(tidy(lokiConfig({ days, memory, path: DATA, shared: settings })));
  return {
    image: imageFor(scope, 'loki'),
    user: USER,
    port: LOKI_PORT,
    servicePort: LOKI_PORT,
    ...(shared && sharing(shared)),
    server: {
      args: [`-config.file=${CONFIG}/loki.yaml`, ...(shared ? ['-config.expand-env=true'] : [])],
      ...httpProbes('/ready', STARTUP),
    },
    lateFiles: configFile(CONFIG, 'loki.yaml', file),
    data: { path: DATA, size: storage },
    usual,
    // Loki writes what it has in memory to the volume when it ends.
    gracePeriod: 300,
    minReady: 0,
    metrics: { port: LOKI_PORT },
  };
}

/** The parts of servers that share a bucket: the way to it, its keys, and the ports among them. */
function sharing({ bucket, replicas }: NonNullable<LogBackend['shared']>): Partial<ObservabilityServerDescription> {
  const { identity, ca, peer, port } = bucket.model;
  return {
    replicas,
    headless: true,
    ...(replicas > 1 && { among: Object.values(AMONG_LOKI).map((number) => Port.tcp(number)) }),
    peerPorts: AMONG_LOKI,
    env: { POD_IP: 'status.podIP' },
    secretEnv: bucketKeys(bucket),
    identity,
    reaches: [{ peer, port }],
    ...(ca && { volumes: { 'bucket-ca': { path: AUTHORITY, source: authority(ca), readOnly: true } } }),
  };
}
