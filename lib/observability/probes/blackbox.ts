import { imageFor } from '../../cluster/images';
import { yamlText } from '../../manifest/yaml-emitter';
import { Port } from '../../network/port';
import {
  configFile,
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import { SERIES } from '../sources/series';
import { hasSource } from '../sources/sources';
import { MODULES } from './probe';

const PORT = 9115;
const CONFIG = '/etc/blackbox_exporter';

/**
 * The blackbox-exporter, which asks the hosts of what is watched as a client outside of the cluster does. Its network is open to
 * their load balancers and ingress controllers only, as far as a NetworkPolicy can say that.
 *
 * @see https://github.com/prometheus/blackbox_exporter
 */
export const blackbox: OptionalServerModel<'Deployment'> = {
  id: 'Blackbox',
  kind: 'Deployment',
  wanted: (props) => hasSource(props, 'blackbox'),
  neededBy: ({ urls }) => urls.length > 0,
  describe,
};

function describe({ scope, props }: ServerFacts): ObservabilityServerDescription {
  return {
    image: imageFor(scope, 'blackbox'),
    user: 65534,
    port: PORT,
    servicePort: PORT,
    server: {
      args: [`--config.file=${CONFIG}/config.yml`, `--web.listen-address=:${PORT}`],
      ...httpProbes('/-/healthy', 60),
    },
    lateFiles: configFile(CONFIG, 'config.yml', () => yamlText({ modules: MODULES })),
    metrics: { port: Port.tcp(PORT, 'http'), series: ['blackbox_*', ...SERIES.blackbox] },
    asksHosts: true,
    usual: amountsOf('blackbox', props),
    gracePeriod: 15,
  };
}
