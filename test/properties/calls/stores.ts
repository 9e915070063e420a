import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Backup, Certificate, Credentials, Engine, Peer, PodField, StatefulStore } from '../../../lib';
import { testChart } from '../../support/charts';
import { nats } from '../../support/nats-engine';
import { binding, bucket, type Call, chart, chartOf, key, PORTS, store, used } from './support';

const readOnly = (): StatefulStore =>
  new StatefulStore(testChart(), 'old', { engine: Engine.postgres(), readOnly: true });

/** Calls of stores and of their engines. */
export const STORES: Readonly<Record<string, Call>> = {
  'Engine.of': {
    args: () => [{ ...nats.model, operator: { addOn: 'cilium', failover: [99], describe: () => ({}) } }],
    use: (made) => store({ engine: made, replicas: 3 }),
  },
  'Engine.postgres': {
    args: () => [
      {
        image: 'postgres:18.6',
        version: '18',
        database: 'orders',
        user: 'orders',
        maxConnections: 50,
        parameters: { work_mem: '8MB' },
        exporter: true,
        cloudNativePg: {
          pooler: { maxClients: 100, mode: 'session', replicas: 2 },
          archive: { name: 'archive', at: bucket() },
          backup: { schedule: '0 3 * * *', snapshotClass: 'fast' },
          recovery: { name: 'archive', at: bucket(), server: 'old', time: '2026-11-22T03:30:00Z' },
        },
      },
    ],
    use: (made) => store({ engine: made, replicas: 3, memory: Size.gibibytes(1), storage: Size.gibibytes(20) }),
  },
  'Engine.redis': {
    args: () => [
      {
        image: 'redis:7.4.2',
        version: '7.4',
        maxmemoryPolicy: 'noeviction',
        dataShare: 0.5,
        appendfsync: 'always',
        allow: ['keys'],
        config: { maxclients: '2000' },
        modules: false,
        exporter: true,
      },
    ],
    use: (made) => store({ engine: made }),
  },
  'Engine.valkey': {
    args: () => [
      {
        image: 'valkey:9.1',
        version: '9.1',
        maxmemoryPolicy: 'noeviction',
        dataShare: 0.5,
        appendfsync: 'always',
        allow: ['keys'],
        config: { maxclients: '2000' },
        modules: false,
        exporter: true,
      },
    ],
    use: (made) => store({ engine: made }),
  },
  'ExistingStore.bind': {
    on: () => StatefulStore.existing({ host: 'db.example.com', port: 5432, url: 'a://$(HOST)' }),
    args: binding,
  },
  'StatefulStore.allowFrom': {
    free: ['0'],
    on: () => new StatefulStore(chart(), 's', { engine: Engine.valkey() }),
    args: () => [{ peer: Peer.addresses('a', ['10.0.0.0/8']) }],
    also: { 0: ['WebApp'] },
  },
  'StatefulStore.bind': { on: () => new StatefulStore(chart(), 's', { engine: Engine.valkey() }), args: binding },
  'StatefulStore.constructor': {
    args: () => [
      chart(),
      's',
      {
        engine: Engine.valkey(),
        replicas: 3,
        topology: 'failover',
        spread: 'soft',
        zoneLoss: 'accept',
        storage: Size.gibibytes(20),
        storageClass: 'fast',
        accessMode: 'ReadWriteOnce',
        mountPath: '/data',
        volumeName: 'data',
        grownFrom: Size.gibibytes(10),
        volumeRetention: 'retain',
        addressing: 'names',
        backup: [Backup.to(bucket(), { schedule: '@daily', keep: 3 })],
        containerName: 'db',
        cpu: Cpu.millis(300),
        credentials: Credentials.generated(),
        endpoint: 'discovery',
        ephemeralStorage: Size.gibibytes(1),
        memory: Size.gibibytes(1),
        name: 's',
        portName: 'redis',
        selector: { app: 's' },
        serviceName: 's',
        tls: Certificate.issued(),
      },
    ],
    use: chartOf,
    also: { '2.backup': ['Backup'], '2.volumeRetention': ['object'] },
  },
  'StatefulStore.copy': { on: readOnly, args: () => [] },
  'StatefulStore.rehearsal': { on: readOnly, args: () => [] },
  'StoreCopy.toString': { on: () => readOnly().copy(), args: () => [] },
  'StatefulStore.existing': {
    args: () => [
      {
        name: 'db',
        service: 'db',
        namespace: 'x',
        pods: { app: 'db' },
        port: 5432,
        user: 'a',
        password: key(),
        url: 'a://$(USER)',
        env: { A: 'b', C: PodField.name() },
      },
    ],
    use: used,
    also: {
      '0.port': PORTS,
      '0.env.*': ['text', 'SecretKey', 'ConfigKey', 'PodField'],
      '0.env.C': ['text', 'SecretKey', 'ConfigKey'],
    },
  },
};
