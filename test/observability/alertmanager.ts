import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { httpProbes, type ServerModel } from '../../lib/observability/server-model';

/** A third server: this file, and a line in the table of servers. */
export const alertmanager: ServerModel<'StatefulSet'> = {
  id: 'Alertmanager',
  kind: 'StatefulSet',
  describe: ({ url }) => ({
    image: 'quay.io/prometheus/alertmanager:v0.28.1',
    user: 65534,
    port: 9093,
    servicePort: 9093,
    server: { args: ['--config.file=/etc/alertmanager/alertmanager.yml'], ...httpProbes('/-/ready', 60) },
    sidecars: [{ name: 'reloader', image: 'example.com/reloader:1.0.0', memory: 32, cpu: 10, data: true }],
    lateFiles: {
      id: 'Config',
      files: () => ({ 'alertmanager.yml': `# ${url('prometheus')}\n` }),
      volumes: { config: { path: '/etc/alertmanager' } },
    },
    watchedFiles: { path: '/etc/alertmanager/watched', files: ({ file, title }) => ({ [`${file}.txt`]: title }) },
    data: { path: '/alertmanager', size: Size.gibibytes(1) },
    usual: { memory: Size.mebibytes(128), cpu: Cpu.millis(20), ephemeralStorage: Size.mebibytes(64) },
    gracePeriod: 30,
    asks: ['grafana'],
  }),
};
