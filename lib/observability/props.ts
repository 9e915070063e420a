import type { Duration, Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import { durationFix } from '../checks/fixes';
import { CPU, DURATION, FLAG, type Kinds, made, NUMBER, object, oneOf, SIZE, secret, TEXT } from '../checks/kinds';
import { TLS } from '../exposure/exposure-props';
import { SECRET } from '../relations/reference-kinds';
import { SecretKey } from '../relations/secret-key';
import type { Certificate } from '../secrets/certificate';
import { ALERTS, type Alerts } from './alerts/alerts';
import { Oidc } from './dashboards/oidc';
import { Logs } from './logs/logs';
import { REMOTE_WRITE, type RemoteWrite } from './metrics/remote-write';
import { OBSERVABILITY_SIZES, type ObservabilitySize } from './sizes';
import { Prometheus } from './sources/existing';
import { type MetricSources, SOURCES } from './sources/sources';
import { Traces } from './traces/traces';

export interface ObservabilityProps {
  /**
   * The password of Grafana's user `admin`, in a Secret of the same namespace. Grafana reads it when its database is empty: at every
   * start, or with `persistent` at the first one only. @default - generated in the cluster, which needs Kubernetes 1.29
   */
  readonly adminPassword?: SecretKey;
  /** The key with which Grafana encrypts secrets in its database. Do not change it later. @default - the admin password's key */
  readonly encryptionKey?: SecretKey;
  /** The beginning of the names of the objects. @default - the construct id */
  readonly name?: string;
  /**
   * The size of all servers together. `small` carries 10 nodes, 200 watched workloads and 80,000 series, `medium` 50 nodes and 400,000
   * series, `large` 250 nodes and 2,000,000 series. @default 'small'
   */
  readonly size?: ObservabilitySize;
  /** The sources of metrics to leave out, such as `{ nodeExporter: false }`. @default - all, unless `metricsFrom` is given */
  readonly sources?: MetricSources;
  /**
   * A Prometheus that has the metrics of the cluster already, for a cluster with kube-state-metrics and node-exporter of its own.
   * @default - the sources are made
   */
  readonly metricsFrom?: Prometheus;
  /** Another server that gets every sample as well. @default - none */
  readonly remoteWrite?: RemoteWrite;
  /**
   * The number of Prometheus servers, 1 or 2. Two read the same targets and send the same alerts, which Alertmanager takes as one. Grafana
   * stays with one of them, by the session affinity of their Service; while it is away, the other one answers. @default - 1, and 2 in size `large`
   */
  readonly replicas?: number;
  /** The time that Prometheus keeps metrics, unless `storage` is full before. Whole hours. @default Duration.days(15) */
  readonly retention?: Duration;
  /** The volume for metrics, of which they use 80 %. @default - by `size`: 20 GiB for `small` */
  readonly storage?: Size;
  /** The StorageClass of all volumes. @default - the cluster's */
  readonly storageClass?: string;
  /** The time between two scrapes, and between two evaluations of rules, in whole seconds. @default Duration.seconds(30) */
  readonly scrapeInterval?: Duration;
  /** The memory that Prometheus requests, of which it may take twice as much: about 3 KiB for each series. @default - by `size`: 512 MiB for `small` */
  readonly memory?: Size;
  /** The CPU of Prometheus, requested, not limited. @default - by `size`: 150m for `small` */
  readonly cpu?: Cpu;
  /** The store of the logs of all containers, which an agent on every node reads. `Logs.none()` leaves both out. @default Logs.loki() */
  readonly logs?: Logs;
  /**
   * The destination of alerts: receivers, or none on purpose. Credentials of receivers are Secrets of the same namespace.
   * @default - alerts are shown and not sent, and synth says so
   */
  readonly alerts?: Alerts;
  /** The store of the traces of apps, which watched apps send there. `Traces.none()` leaves it out. @default Traces.jaeger() */
  readonly traces?: Traces;
  /**
   * `true` gives Grafana a volume of 1 GiB, which keeps dashboards that people make, their stars and their sessions. Its pod then ends
   * before the next one starts. @default false
   */
  readonly persistent?: boolean;
  /** Signing in to Grafana with OpenID Connect, which needs `host`. @default - the user `admin` only */
  readonly oidc?: Oidc;
  /** The host name of Grafana, for an Ingress or a route. @default - by `kubectl port-forward` only */
  readonly host?: string;
  /** The source of the certificate for `host`. @default - the issuer of the cluster, else Certificate.fromController() */
  readonly tls?: Certificate;
}

const PASSWORD_FIX = "pass SecretKey.of('grafana', 'password') and create that Secret, or leave it out";

export const OBSERVABILITY: Kinds<ObservabilityProps> = {
  adminPassword: secret(made(SecretKey, 'a key of a Secret', PASSWORD_FIX)),
  encryptionKey: SECRET,
  name: TEXT,
  size: oneOf(...OBSERVABILITY_SIZES),
  metricsFrom: made(
    Prometheus,
    'a Prometheus',
    "use Prometheus.existing('http://prometheus.monitoring:9090'), for example",
  ),
  sources: object(SOURCES, 'use { nodeExporter: false }, for example'),
  remoteWrite: REMOTE_WRITE,
  replicas: { ...NUMBER, fix: 'use 1 or 2' },
  retention: {
    ...DURATION,
    fix: (value) => (typeof value === 'number' && value > 0 ? `use Duration.days(${value})` : durationFix(value)),
  },
  storage: SIZE,
  storageClass: TEXT,
  scrapeInterval: DURATION,
  memory: SIZE,
  cpu: CPU,
  logs: made(Logs, 'a store of logs', 'use Logs.loki()'),
  alerts: ALERTS,
  traces: made(Traces, 'a store of traces', 'use Traces.jaeger()'),
  persistent: FLAG,
  oidc: made(Oidc, 'a provider of OpenID Connect', "use Oidc.keycloak('https://sso.example.com/realms/acme', { … })"),
  host: TEXT,
  tls: TLS,
};
