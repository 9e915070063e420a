import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { httpProbes, type ServerModel } from '../../lib/observability/server-model';

/** A third server: this file, and a line in the table of servers. */
export const pushgateway: ServerModel<'StatefulSet'> = {
  id: 'Pushgateway',
  kind: 'StatefulSet',
  describe: ({ url }) => ({
    image: 'example.com/pushgateway:1.0.0',
    user: 65534,
    port: 9115,
    servicePort: 9115,
    server: { args: ['--config.file=/etc/pushgateway/pushgateway.yml'], ...httpProbes('/-/ready', 60) },
    sidecars: [{ name: 'reloader', image: 'example.com/reloader:1.0.0', memory: 32, cpu: 10, data: true }],
    lateFiles: {
      id: 'Config',
      files: () => ({ 'pushgateway.yml': `# ${url('prometheus')}\n` }),
      volumes: { config: { path: '/etc/pushgateway' } },
    },
    watchedFiles: { path: '/etc/pushgateway/watched', files: ({ file, title }) => ({ [`${file}.txt`]: title }) },
    data: { path: '/pushgateway', size: Size.gibibytes(1) },
    usual: { memory: Size.mebibytes(128), cpu: Cpu.millis(20), ephemeralStorage: Size.mebibytes(64) },
    gracePeriod: 30,
    asks: ['grafana'],
  }),
};
