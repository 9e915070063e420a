import type { Duration, Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { SecretKey } from '../relations/secret-key';
import type { Certificate } from '../secrets/certificate';

export interface ObservabilityProps {
  /**
   * The password of Grafana's user `admin`, in a Secret of the same namespace. Grafana reads it when its volume is empty,
   * and never again. @default - generated in the cluster, which needs Kubernetes 1.29
   */
  readonly adminPassword?: SecretKey;
  /** What Grafana encrypts secrets in its database with. Do not change it later. @default - the admin password's key */
  readonly encryptionKey?: SecretKey;
  /** What the names of the objects begin with. @default - the construct id */
  readonly name?: string;
  /** How long metrics are kept, unless `storage` is full before. Whole hours. @default Duration.days(15) */
  readonly retention?: Duration;
  /** The volume for metrics; 80 % of it are used for them. @default Size.gibibytes(20) */
  readonly storage?: Size;
  /** The StorageClass of both volumes. @default - the cluster's */
  readonly storageClass?: string;
  /** How often metrics are read and rules are evaluated, in whole seconds. @default Duration.seconds(30) */
  readonly interval?: Duration;
  /** The memory of Prometheus, requested and limited: about 3 KiB for each series. @default Size.gibibytes(1) */
  readonly memory?: Size;
  /** The CPU of Prometheus, requested, not limited. @default Cpu.millis(200) */
  readonly cpu?: Cpu;
  /** Host name under which Grafana is reached, by an Ingress. @default - by `kubectl port-forward` only */
  readonly host?: string;
  /** The source of the certificate for `host`. @default - the issuer of the cluster, else Certificate.fromController() */
  readonly tls?: Certificate;
}
