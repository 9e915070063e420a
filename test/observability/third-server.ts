import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { httpProbes, type ServerModel } from '../../lib/observability/server-model';

/** A third server: this file, and a line in the table of servers. */
export const blackbox: ServerModel<'StatefulSet'> = {
  id: 'Blackbox',
  kind: 'StatefulSet',
  describe: ({ url }) => ({
    image: 'quay.io/prometheus/blackbox-exporter:v0.28.0',
    user: 65534,
    port: 9115,
    servicePort: 9115,
    server: { args: ['--config.file=/etc/blackbox/blackbox.yml'], ...httpProbes('/-/ready', 60) },
    sidecars: [{ name: 'reloader', image: 'example.com/reloader:1.0.0', memory: 32, cpu: 10, data: true }],
    lateFiles: {
      id: 'Config',
      files: () => ({ 'blackbox.yml': `# ${url('prometheus')}\n` }),
      volumes: { config: { path: '/etc/blackbox' } },
    },
    watchedFiles: { path: '/etc/blackbox/watched', files: ({ file, title }) => ({ [`${file}.txt`]: title }) },
    data: { path: '/blackbox', size: Size.gibibytes(1) },
    usual: { memory: Size.mebibytes(128), cpu: Cpu.millis(20), ephemeralStorage: Size.mebibytes(64) },
    gracePeriod: 30,
    asks: ['grafana'],
  }),
};
