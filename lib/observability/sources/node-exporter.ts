import { imageFor } from '../../cluster/images';
import { Port } from '../../network/port';
import {
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import { SERIES } from './series';
import { hasSource } from './sources';

const PORT = 9100;

/** The counters of the node that a container sees without any right: the kernel's, which are in no namespace of the kernel. */
const COLLECTORS = [
  'cpu',
  'diskstats',
  'filefd',
  'filesystem',
  'loadavg',
  'meminfo',
  'pressure',
  'stat',
  'timex',
  'uname',
  'vmstat',
];

/**
 * node-exporter on every node, without a directory, the network or the processes of the node. Its own files are on the two file systems
 * that the kubelet watches: `/` on that of the images and containers, `/etc/hosts` on that of the pods' volumes. Traffic of
 * pods is in the series of cAdvisor.
 *
 * @see https://github.com/prometheus/node_exporter#collectors
 */
export const nodeExporter: OptionalServerModel<'DaemonSet'> = {
  id: 'NodeExporter',
  kind: 'DaemonSet',
  wanted: (props) => hasSource(props, 'nodeExporter'),
  describe,
};

function describe({ scope, props }: ServerFacts): ObservabilityServerDescription {
  return {
    image: imageFor(scope, 'nodeExporter'),
    user: 65534,
    port: PORT,
    server: {
      args: [
        `--web.listen-address=:${PORT}`,
        '--web.disable-exporter-metrics',
        '--collector.disable-defaults',
        ...COLLECTORS.map((name) => `--collector.${name}`),
        '--collector.filesystem.fs-types-exclude=^(proc|sysfs)$',
        '--collector.filesystem.mount-points-include=^(/|/etc/hosts)$',
      ],
      ...httpProbes('/', 60),
    },
    metrics: { port: Port.tcp(PORT, 'http'), series: SERIES.nodeExporter },
    usual: amountsOf('node-exporter', props),
    gracePeriod: 5,
    minReady: 0,
  };
}
