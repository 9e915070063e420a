import type { CertificateIssuer } from './cert-manager';
import type { CloudNativePgAddOn } from './cloud-native-pg';
import type { ExternalSecretsAddOn } from './external-secrets';
import type { GatewayReference } from './gateway';
import type { KedaAddOn } from './keda';
import type { PrometheusAddOn } from './prometheus';
import type { SecretsStoreCsiAddOn } from './secrets-store-csi';
import { ADD_ONS, type AddOnName, type AddOnOptions } from './table';
import type { VeleroAddOn } from './velero';

/**
 * Something that is installed on a cluster beyond Kubernetes itself.
 *
 * @example Cluster.eks({ installed: [AddOn.keda(), AddOn.certManager({ issuer: 'letsencrypt' })] })
 */
export class AddOn {
  /** Argo CD: workloads that wait for a `Task` get a later wave, in place of pods that wait. */
  static argoCd(): AddOn {
    return new AddOn('argoCd', { argoCd: ADD_ONS.argoCd.settle() });
  }

  /** Argo Rollouts: `RolloutStrategy.canary` and `RolloutStrategy.blueGreen`. */
  static argoRollouts(): AddOn {
    return new AddOn('argoRollouts', { argoRollouts: ADD_ONS.argoRollouts.settle() });
  }

  /** cert-manager, and the issuer that signs when a host or a store names no other. */
  static certManager(options: CertificateIssuer): AddOn {
    return new AddOn('certManager', { certManager: ADD_ONS.certManager.settle(options) });
  }

  /** Cilium as the network plugin: `External.host` opens egress by host name. */
  static cilium(): AddOn {
    return new AddOn('cilium', { cilium: ADD_ONS.cilium.settle() });
  }

  /** CloudNativePG: PostgreSQL with failover. */
  static cloudNativePg(options: CloudNativePgAddOn = {}): AddOn {
    return new AddOn('cloudNativePg', { cloudNativePg: ADD_ONS.cloudNativePg.settle(options) });
  }

  /** External Secrets, and the store that it reads: `SecretKey.external` and `Credentials.external`. */
  static externalSecrets(options: ExternalSecretsAddOn = {}): AddOn {
    return new AddOn('externalSecrets', { externalSecrets: ADD_ONS.externalSecrets.settle(options) });
  }

  /** A Gateway: hosts become HTTPRoutes and GRPCRoutes, which can share requests with a canary. Without one they become Ingresses. */
  static gateway(options: GatewayReference): AddOn {
    return new AddOn('gateway', { gateway: ADD_ONS.gateway.settle(options) });
  }

  /** KEDA: scaling to zero, by schedule and by queue. */
  static keda(options: KedaAddOn = {}): AddOn {
    return new AddOn('keda', { keda: ADD_ONS.keda.settle(options) });
  }

  /** Kyverno, from version 1.17 on: `signatures` of a SecurityBaseline. Version 1.19.0 refuses all signatures with keys. */
  static kyverno(): AddOn {
    return new AddOn('kyverno', { kyverno: ADD_ONS.kyverno.settle() });
  }

  /** A Prometheus that KEDA reaches: scaling by signal. */
  static prometheus(options: PrometheusAddOn): AddOn {
    return new AddOn('prometheus', { prometheus: ADD_ONS.prometheus.settle(options) });
  }

  /** prometheus-adapter: scaling by signal, as external metrics that the rules in {@link AdapterRules} serve. */
  static prometheusAdapter(): AddOn {
    return new AddOn('prometheusAdapter', { prometheusAdapter: ADD_ONS.prometheusAdapter.settle() });
  }

  /** Reloader: `rotation` without a CronJob for each workload. */
  static reloader(): AddOn {
    return new AddOn('reloader', { reloader: ADD_ONS.reloader.settle() });
  }

  /** The Secrets Store CSI driver with the provider of Vault: `SecretKey.csi`. */
  static secretsStoreCsi(options: SecretsStoreCsiAddOn): AddOn {
    return new AddOn('secretsStoreCsi', { secretsStoreCsi: ADD_ONS.secretsStoreCsi.settle(options) });
  }

  /** The Trivy Operator: it looks for vulnerabilities in images in place of `imageScanning`. */
  static trivyOperator(): AddOn {
    return new AddOn('trivyOperator', { trivyOperator: ADD_ONS.trivyOperator.settle() });
  }

  /** Velero: `Backup.velero`. */
  static velero(options: VeleroAddOn = {}): AddOn {
    return new AddOn('velero', { velero: ADD_ONS.velero.settle(options) });
  }

  /** The Vertical Pod Autoscaler: `rightsizing`. */
  static verticalPodAutoscaler(): AddOn {
    return new AddOn('verticalPodAutoscaler', { verticalPodAutoscaler: ADD_ONS.verticalPodAutoscaler.settle() });
  }

  /** The CSI snapshot controller and a CSI driver that takes snapshots: `Backup.snapshots` and `fromSnapshot`. */
  static volumeSnapshots(): AddOn {
    return new AddOn('volumeSnapshots', { volumeSnapshots: ADD_ONS.volumeSnapshots.settle() });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The name in the table of add-ons. */
    readonly name: AddOnName,
    /** The options by that name. @internal */
    readonly options: Partial<AddOnOptions>,
  ) {}
}
