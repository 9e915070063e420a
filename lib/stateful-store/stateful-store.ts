import { createHash } from 'node:crypto';
import { type ApiObject, Duration, Size } from 'cdk8s';
import {
  ConfigMap,
  type Container,
  Cpu,
  PodManagementPolicy,
  type Protocol,
  Service,
  type ServiceAccount,
  StatefulSet,
} from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Binding, BindingRequest, IBindable } from '../binding';
import { Cluster } from '../cluster';
import { disruptionBudget } from '../internal/budget';
import { complete } from '../internal/complete';
import { allow } from '../internal/connect';
import { fence } from '../internal/fence';
import { type JsonObject, objectAt } from '../internal/json';
import { type Labels, selectorLabels, standardLabels } from '../internal/labels';
import { claimName } from '../internal/names';
import type { Policy } from '../internal/network-policy';
import { namespaceOf } from '../internal/object';
import { applyAfter } from '../internal/order';
import type { PodPlan } from '../internal/pod';
import { bytes, quantity } from '../internal/quantity';
import { resources } from '../internal/resources';
import { dnsLabel, portName, wholeNumber } from '../internal/validate';
import { completeWorkload, serviceAccount, stableWorkload } from '../internal/workload';
import { type IPeer, Peer } from '../peer';
import { Port } from '../port';
import type { IObservable, Signal } from '../signal';
import { type BoundCredentials, Credentials } from './credentials';
import { type EngineModel, PATHS, type StoreFacts } from './engine';
import type { StatefulStoreProps } from './props';
import { claimTemplate, dataDirectory, dataVolume, volumeSize } from './storage';

const DEFAULTS = { memory: Size.mebibytes(256), cpu: Cpu.millis(100), ephemeralStorage: Size.mebibytes(256) };

/**
 * A server that keeps data: StatefulSet with a volume for every pod, headless Service for stable names, configuration and
 * scripts in a ConfigMap, a generated password, disruption budget and NetworkPolicy. The first pod is the primary, the others
 * replicate it; when it is lost, Kubernetes starts it again on its volume. The pods fit the `restricted` Pod Security Standard.
 *
 * Throws when a prop is not what Kubernetes takes, or when the volume is too small for the memory.
 *
 * @example
 * const sessions = new StatefulStore(this, 'sessions', { engine: Engine.valkey(), memory: Size.mebibytes(512) });
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export class StatefulStore extends Construct implements IBindable, IObservable {
  readonly peer: Peer;
  readonly port: Port;
  readonly signals: readonly Signal[] = [];
  readonly statefulSet: StatefulSet;
  readonly container: Container;
  /** Headless: gives every pod a name. */
  readonly service: Service;
  readonly serviceAccount: ServiceAccount;
  /** Configuration and scripts; another one takes its place when they change, so that the pods roll. */
  readonly configMap: ConfigMap;
  /** `undefined` with one pod, which no budget can protect. */
  readonly budget: ApiObject | undefined;
  readonly networkPolicy: ApiObject;

  private readonly name: string;
  private readonly model: EngineModel;
  private readonly selector: Labels;
  private readonly labels: Labels;
  private readonly fence: Policy;
  private readonly credentials: BoundCredentials;
  private readonly replicas: number;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StatefulStoreProps,
  ) {
    super(scope, id);
    this.model = props.engine.model;
    this.name = claimName(this, 'StatefulSet', props.name ?? id, 52);
    this.replicas = wholeNumber(this, 'replicas', props.replicas ?? 3, 1, 9);
    this.port = Port.tcp(this.model.port, portName(this, props.portName ?? this.model.name));
    this.selector = props.selector ?? selectorLabels(this.name, 'stateful-store');
    this.labels = { ...standardLabels(this, this.name, 'stateful-store'), ...this.selector };
    this.peer = Peer.pods(this, { name: this.name, labels: this.selector });

    this.credentials = this.createCredentials();
    this.serviceAccount = serviceAccount(this, claimName(this, 'ServiceAccount', this.name), this.labels);
    this.service = this.createService();
    this.configMap = this.createConfigMap();
    this.statefulSet = this.createStatefulSet();
    this.container = this.createContainer();
    completeWorkload(this.statefulSet, () => this.podPlan(), this.statefulSetFields());
    this.nameService();
    this.budget = this.replicas > 1 ? this.createBudget() : undefined;
    this.fence = this.createFence();
    this.networkPolicy = this.fence.resource;
  }

  /** Lets `client` connect to the store. Nothing is told to the client; `client.uses(store)` does both. */
  allowFrom(client: IPeer): void {
    allow(client.peer, this.peer, [this.port]);
  }

  /** What others need to use the store: `SESSIONS_HOST` (the primary), `SESSIONS_PORT`, `SESSIONS_PASSWORD`, `SESSIONS_URL`. */
  bind({ prefix, credentials, namespace }: BindingRequest): Binding {
    const home = namespaceOf(this);
    const short = `${this.name}-0.${this.service.name}`;
    const host = home === namespace ? short : `${short}.${home}.svc.${Cluster.of(this).domain}`;
    const where = { [`${prefix}_HOST`]: host, [`${prefix}_PORT`]: `${this.port.number}` };
    const url = (login: string): string => `${this.model.urlScheme}://${login}${host}:${this.port.number}`;
    const { key } = this.credentials;
    if (credentials === 'files') {
      const env = { ...where, [`${prefix}_URL`]: url('') };
      return { port: this.port, env, files: { [`${prefix}_PASSWORD_FILE`]: key } };
    }
    const env = { ...where, [`${prefix}_PASSWORD`]: key, [`${prefix}_URL`]: url(`:$(${prefix}_PASSWORD)@`) };
    return { port: this.port, env };
  }

  private createCredentials(): BoundCredentials {
    const credentials = this.props.credentials ?? Credentials.generated();
    return credentials.bind(this, { name: `${this.name}-credentials`, image: this.model.image(this) });
  }

  private createService(): Service {
    const service = new Service(this, 'Service', {
      metadata: {
        name: claimName(this, 'Service', this.props.serviceName ?? this.name),
        labels: { ...this.labels },
      },
      clusterIP: 'None',
      ports: [{ name: this.port.name, port: this.port.number, targetPort: this.port.number }],
    });
    return service;
  }

  /** The StatefulSet has added a selector of its own by now. Pods are named before they are ready, to find each other. */
  private nameService(): void {
    complete(this.service, (manifest) => ({
      ...manifest,
      spec: {
        ...objectAt(manifest, 'spec'),
        externalIPs: undefined,
        publishNotReadyAddresses: true,
        selector: this.selector,
      },
    }));
  }

  private createConfigMap(): ConfigMap {
    const data = this.model.files(this.facts);
    const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 8);
    const name = claimName(this, 'ConfigMap', `${this.name}-${hash}`);
    const configMap = new ConfigMap(this, 'Config', {
      metadata: { name, labels: { ...this.labels } },
      data: { ...data },
      immutable: true,
    });
    complete(configMap);
    return configMap;
  }

  private createStatefulSet(): StatefulSet {
    const statefulSet = new StatefulSet(this, 'StatefulSet', {
      ...stableWorkload(this.name, this.labels, this.selector),
      service: this.service,
      replicas: this.replicas,
      podManagementPolicy: PodManagementPolicy.PARALLEL,
      minReady: Duration.seconds(5),
    });
    if (this.credentials.maker) applyAfter(statefulSet, this.credentials.maker);
    return statefulSet;
  }

  private createContainer(): Container {
    const { name, number, protocol } = this.port;
    return this.statefulSet.addContainer({
      name: dnsLabel(this, 'the name of a container', this.props.containerName ?? this.name),
      image: this.model.image(this),
      command: [...this.model.command],
      ports: [{ name, number, protocol: protocol as Protocol }],
      resources: {},
    });
  }

  private statefulSetFields(): JsonObject {
    const retention = this.props.retention === 'delete' ? 'Delete' : 'Retain';
    return {
      persistentVolumeClaimRetentionPolicy: { whenDeleted: retention, whenScaled: retention },
      volumeClaimTemplates: [claimTemplate(this, this.volumeName, this.props, this.storage)],
    };
  }

  private podPlan(): PodPlan {
    return {
      selector: this.selector,
      labels: this.labels,
      serviceAccountName: this.serviceAccount.name,
      gracePeriod: 60,
      ports: [this.port.number],
      containers: [this.containerFields()],
      volumes: [
        { name: 'config', configMap: { defaultMode: 0o444, name: this.configMap.name } },
        { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
        { name: 'tmp', emptyDir: { sizeLimit: quantity(this.props.ephemeralStorage ?? DEFAULTS.ephemeralStorage) } },
        {
          name: 'password',
          secret: {
            defaultMode: 0o440,
            items: [{ key: this.credentials.key.key, path: 'password' }],
            secretName: this.credentials.key.secret,
          },
        },
      ],
      annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'run,tmp' },
    };
  }

  private containerFields(): JsonObject {
    const exec = (command: readonly string[]): JsonObject => ({ exec: { command: [...command] } });
    const alive = exec(this.model.alive(this.facts));
    const literals = Object.entries(this.model.env(this.facts)).map(([name, value]) => ({ name, value }));
    return {
      name: this.container.name,
      env: [
        { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        ...literals,
      ],
      // Loading the data may take long; a server that is busy answers late.
      startupProbe: { ...alive, failureThreshold: 360, periodSeconds: 5, timeoutSeconds: 10 },
      livenessProbe: { ...alive, failureThreshold: 3, periodSeconds: 10, timeoutSeconds: 10 },
      readinessProbe: { ...exec(this.model.ready), failureThreshold: 3, periodSeconds: 5, timeoutSeconds: 5 },
      resources: resources(this, this.props, DEFAULTS),
      volumeMounts: [
        { name: 'config', mountPath: PATHS.config, readOnly: true },
        { name: this.volumeName, mountPath: this.props.mountPath ?? '/data' },
        { name: 'run', mountPath: PATHS.run },
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'password', mountPath: '/run/secrets/store', readOnly: true },
      ],
    };
  }

  private createBudget(): ApiObject {
    return disruptionBudget(this, this.name, this.selector, this.labels).resource;
  }

  private createFence(): Policy {
    const policy = fence(this, this.name, this.selector, this.labels);
    if (this.replicas > 1) {
      policy.allowTo(this.peer.rules, [this.port]);
      policy.allowFrom(this.peer.rules, [this.port]);
    }
    return policy;
  }

  private get facts(): StoreFacts {
    const memory = bytes(this.props.memory ?? DEFAULTS.memory);
    const data = dataDirectory(this, this.props.mountPath ?? '/data');
    const port = this.model.port;
    return { scope: this, name: this.name, service: this.service.name, port, dataDirectory: data, memory };
  }

  private get storage(): Size {
    return volumeSize(this, this.model, this.facts.memory, this.props.storage);
  }

  private get volumeName(): string {
    return dataVolume(this, this.props.volumeName ?? 'data');
  }
}
