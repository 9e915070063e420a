import { Size } from 'cdk8s';
import {
  Cpu,
  Deployment,
  DeploymentStrategy,
  ImagePullPolicy,
  type Ingress,
  Protocol,
  type Service,
  type ServiceAccount,
} from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { quantity, seconds } from '../../checks/quantity';
import { Cluster } from '../../cluster/cluster';
import { imageFor } from '../../cluster/images';
import { routes } from '../../exposure/routes';
import { service } from '../../exposure/service';
import { contentHash } from '../../manifest/content-hash';
import type { JsonObject } from '../../manifest/json';
import { PlainObject } from '../../manifest/plain-object';
import { ingressSources } from '../../network/fence';
import type { IPeer, Peer } from '../../network/peer';
import { Port } from '../../network/port';
import { declareExternal } from '../../registry/external-objects';
import { reserveName } from '../../registry/names';
import { allow } from '../../relations/connect';
import { Environment } from '../../relations/environment';
import type { SecretKey } from '../../relations/secret-key';
import { Credentials } from '../../secrets/credentials';
import { completeWorkload, stableWorkload } from '../../workload/complete-workload';
import type { PodPlan } from '../../workload/pod';
import { PodSet } from '../../workload/pod-set';
import { resources } from '../../workload/resources';
import { probes } from '../../workload/server-probes';
import { Volumes } from '../../workload/volumes';
import { configMap } from '../config-map';
import type { Prometheus } from '../metrics/prometheus';
import type { ObservabilityProps } from '../props';
import type { Watched } from '../watched';
import { dashboard } from './dashboard';
import { dashboardProvider, datasources } from './provisioning';
import { grafanaSettings } from './settings';

/** The user of the image, to whom its files belong. */
const USER = 472;
const DATA = '/var/lib/grafana';
const DASHBOARDS = '/etc/grafana/dashboards';
const PROVISIONING = '/etc/grafana/provisioning';
const STARTUP = 5 * 60;
const RESOURCES = { memory: Size.mebibytes(512), cpu: Cpu.millis(100), ephemeralStorage: Size.mebibytes(256) };
const STORAGE = Size.gibibytes(1);

/**
 * A Grafana server with the dashboards of what is watched: Deployment with one replica, volume, Service, ServiceAccount
 * without token and, with a host, Ingress. It needs no internet.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
 */
export class Grafana extends Construct implements IPeer {
  readonly peer: Peer;
  readonly port = Port.tcp(3000);
  readonly deployment: Deployment;
  readonly service: Service;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without a host, and where the cluster has a Gateway. */
  readonly ingress: Ingress | undefined;
  private readonly pods: PodSet;
  private readonly environment: Environment = new Environment(this);
  private readonly volumes: Volumes;

  constructor(
    scope: Construct,
    id: string,
    name: string,
    private readonly props: ObservabilityProps,
    private readonly prometheus: Prometheus,
    private readonly watched: () => readonly Watched[],
  ) {
    super(scope, id);
    this.pods = new PodSet(this, { kind: 'Deployment', name, component: 'grafana' });
    this.peer = this.pods.peer;
    this.volumes = new Volumes(this, ['/tmp'], RESOURCES.ephemeralStorage);
    this.configure();

    this.serviceAccount = this.pods.serviceAccount;
    configMap(this, 'Provisioning', this.pods.name, this.pods.labels, () => this.provisioning());
    configMap(this, 'Dashboards', `${this.pods.name}-dashboards`, this.pods.labels, () => this.dashboards());
    this.createClaim();
    this.deployment = this.createDeployment();
    this.service = service(this.pods, {}, this.port);
    const { fence } = this.pods;
    completeWorkload(this.pods, this.deployment, () => this.podPlan(), { revisionHistoryLimit: 5 });
    this.ingress = routes(this.pods, this.service, props).ingress;
    if (props.host !== undefined) fence.allowFrom(ingressSources(this), [this.port]);
    allow(this.peer, prometheus.peer, [prometheus.port]);
  }

  private configure(): void {
    const { adminPassword = this.generatedPassword(), encryptionKey = adminPassword, host } = this.props;
    const file = (directory: string, key: SecretKey): string => {
      declareExternal(this, 'Secret', key.secret);
      return this.volumes.secretFile(directory, key);
    };
    const secrets = {
      GF_SECURITY_ADMIN_PASSWORD__FILE: file('admin-password', adminPassword),
      GF_SECURITY_SECRET_KEY__FILE: file('encryption-key', encryptionKey),
    };
    for (const [name, value] of Object.entries({ ...grafanaSettings(host), ...secrets })) {
      this.environment.set(name, value, 'grafana');
    }
  }

  private generatedPassword(): SecretKey {
    const request = { name: `${this.pods.name}-credentials`, image: imageFor(this, 'grafana') };
    return Credentials.generated().bind(this, request).key;
  }

  private provisioning(): Readonly<Record<string, string>> {
    const url = `http://${this.prometheus.service.name}:${this.prometheus.service.port}`;
    const interval = this.props.interval ? `${seconds(this.props.interval)}s` : '30s';
    return { 'dashboards.yaml': dashboardProvider(DASHBOARDS), 'datasources.yaml': datasources(url, interval) };
  }

  private dashboards(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.watched().map((watched) => [`${watched.file}.json`, dashboard(watched)]));
  }

  private createClaim(): void {
    new PlainObject(this, 'Claim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name: reserveName(this, 'PersistentVolumeClaim', this.pods.name),
      labels: this.pods.labels,
      fields: () => ({
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: quantity(STORAGE) } },
          storageClassName: this.props.storageClass ?? Cluster.of(this).storageClass,
        },
      }),
    });
  }

  private createDeployment(): Deployment {
    const made = new Deployment(this, 'Deployment', {
      ...stableWorkload(this.pods),
      replicas: 1,
      strategy: DeploymentStrategy.recreate(),
      containers: [
        {
          name: 'grafana',
          image: imageFor(this, 'grafana'),
          imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
          ports: [{ name: this.port.name, number: this.port.number, protocol: Protocol.TCP }],
          resources: {},
        },
      ],
    });
    return made;
  }

  private podPlan(): PodPlan {
    const file = (key: string) => ({ key, path: key });
    return {
      user: USER,
      gracePeriod: 30,
      ports: [this.port.number],
      spread: false,
      containers: [this.containerFields()],
      volumes: [
        ...this.volumes.volumes,
        { name: 'datasources', configMap: { name: this.pods.name, items: [file('datasources.yaml')] } },
        { name: 'provider', configMap: { name: this.pods.name, items: [file('dashboards.yaml')] } },
        { name: 'dashboards', configMap: { name: `${this.pods.name}-dashboards` } },
        { name: 'data', persistentVolumeClaim: { claimName: this.pods.name } },
      ],
      annotations: { ...this.volumes.annotations, 'mainstay/provisioning': this.fingerprint() },
    };
  }

  private containerFields(): JsonObject {
    return {
      name: 'grafana',
      env: this.environment.render(),
      resources: resources(this, {}, RESOURCES),
      volumeMounts: [
        ...this.volumes.mounts,
        { name: 'datasources', mountPath: `${PROVISIONING}/datasources`, readOnly: true },
        { name: 'provider', mountPath: `${PROVISIONING}/dashboards`, readOnly: true },
        { name: 'dashboards', mountPath: DASHBOARDS, readOnly: true },
        { name: 'data', mountPath: DATA },
      ],
      ...probes({ port: this.port, path: '/api/health', startup: STARTUP }),
    };
  }

  /** Grafana reads its provisioning when it starts, and only then. */
  private fingerprint(): string {
    return contentHash(JSON.stringify(this.provisioning()), 16);
  }
}
