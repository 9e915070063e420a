import { Duration, Size } from 'cdk8s';
import { Cpu, ImagePullPolicy, Protocol, type Service, type ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { quantity } from '../../checks/quantity';
import { Cluster } from '../../cluster/cluster';
import { imageFor } from '../../cluster/images';
import { service } from '../../exposure/service';
import { type Completion, complete } from '../../manifest/complete';
import { type JsonObject, objectAt } from '../../manifest/json';
import type { Labels } from '../../manifest/labels';
import { namespaceOf } from '../../manifest/plain-object';
import type { IPeer, Peer } from '../../network/peer';
import { Port } from '../../network/port';
import { allow } from '../../relations/connect';
import { completeWorkload, stableWorkload } from '../../workload/complete-workload';
import type { PodPlan } from '../../workload/pod';
import { PodSet } from '../../workload/pod-set';
import { resources } from '../../workload/resources';
import { probes } from '../../workload/server-probes';
import { Volumes } from '../../workload/volumes';
import { configMap } from '../config-map';
import type { ObservabilityProps } from '../props';
import type { Watched } from '../watched';
import { podReader } from './access';
import { prometheusYaml, type Settings, settings } from './config';
import { ownRules, rulesFor } from './rules';
import { ownScrapeConfig, scrapeConfig } from './scrape';

/** The user `nobody` of the image. */
const USER = 65534;
const CONFIG = '/etc/prometheus/config';
const RULES = '/etc/prometheus/rules';
const DATA = '/prometheus';
/** Replaying the write-ahead log of a full server takes minutes. */
const STARTUP = 15 * 60;
const DEFAULTS = { memory: Size.gibibytes(1), cpu: Cpu.millis(200), ephemeralStorage: Size.mebibytes(256) };

/**
 * A Prometheus server: StatefulSet with one replica and a volume, Service, and a ServiceAccount that may find pods in the
 * namespaces that are watched and nothing else. It reloads its configuration by itself.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export class Prometheus extends Construct implements IPeer {
  readonly peer: Peer;
  readonly port = Port.tcp(9090);
  readonly statefulSet: StatefulSet;
  readonly service: Service;
  readonly serviceAccount: ServiceAccount;
  private readonly pods: PodSet;
  private readonly settings: Settings;
  private readonly volumes: Volumes;
  private readonly storage: Size;

  constructor(
    scope: Construct,
    id: string,
    name: string,
    private readonly props: ObservabilityProps,
    private readonly watched: () => readonly Watched[],
  ) {
    super(scope, id);
    this.pods = new PodSet(this, { kind: 'StatefulSet', name, component: 'prometheus', longest: 52 });
    this.peer = this.pods.peer;
    this.storage = props.storage ?? Size.gibibytes(20);
    this.settings = settings(
      this,
      props.interval ?? Duration.seconds(30),
      props.retention ?? Duration.days(15),
      this.storage,
    );
    this.volumes = new Volumes(this, ['/tmp'], DEFAULTS.ephemeralStorage);

    this.serviceAccount = this.pods.serviceAccount;
    configMap(this, 'Config', this.pods.name, this.pods.labels, () => ({ 'prometheus.yml': this.configuration() }));
    configMap(this, 'Rules', `${this.pods.name}-rules`, this.pods.labels, () => this.rules());
    this.service = service(this.pods, { servicePort: this.port.number }, this.port);
    this.statefulSet = this.createStatefulSet();
  }

  /** Lets `client` ask, such as KEDA or prometheus-adapter, which scale by what Prometheus knows. */
  allowFrom(client: IPeer): void {
    allow(client.peer, this.peer, [this.port]);
  }

  /**
   * Finds and reads the metrics of something: access to its pods' list, and the network on both ends.
   * @internal
   */
  observe({ peer, namespace, target }: Watched): void {
    if (!target) return;
    allow(this.peer, peer, target.ports);
    this.pods.callApiServer();
    const id = `Role-${namespace ?? 'own'}`;
    if (this.node.tryFindChild(id)) return;
    const home = namespaceOf(this);
    const name = namespace === home ? this.pods.name : [home, this.pods.name].filter(Boolean).join('-');
    podReader(this, this.serviceAccount, name, namespace, this.pods.labels);
  }

  private configuration(): string {
    const scrapes = this.watched()
      .map(scrapeConfig)
      .filter((scrape) => scrape !== undefined);
    return prometheusYaml(this.settings, `${RULES}/*.yaml`, [
      ownScrapeConfig(this.pods.name, this.port.number),
      ...scrapes,
    ]);
  }

  private rules(): Readonly<Record<string, string>> {
    const files = this.watched().flatMap((watched): [string, string][] => {
      const rules = rulesFor(watched);
      return rules === undefined ? [] : [[`${watched.file}.yaml`, rules]];
    });
    return { ...Object.fromEntries(files), '_prometheus.yaml': ownRules(this.pods.name) };
  }

  private createStatefulSet(): StatefulSet {
    const set = new StatefulSet(this, 'StatefulSet', {
      ...stableWorkload(this.pods),
      service: this.service,
      replicas: 1,
      containers: [
        {
          name: 'prometheus',
          image: imageFor(this, 'prometheus'),
          args: [
            `--config.file=${CONFIG}/prometheus.yml`,
            '--config.auto-reload',
            `--storage.tsdb.path=${DATA}`,
            `--web.listen-address=:${this.port.number}`,
          ],
          imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
          ports: [{ name: this.port.name, number: this.port.number, protocol: Protocol.TCP }],
          resources: {},
        },
      ],
    });
    complete(this.service, selecting(this.pods.selector));
    completeWorkload(this.pods, set, () => this.podPlan(), {
      revisionHistoryLimit: 5,
      volumeClaimTemplates: [this.claim()],
    });
    return set;
  }

  private podPlan(): PodPlan {
    return {
      user: USER,
      gracePeriod: 300,
      ports: [this.port.number],
      spread: false,
      containers: [this.containerFields()],
      volumes: [
        ...this.volumes.volumes,
        { name: 'config', configMap: { name: this.pods.name } },
        { name: 'rules', configMap: { name: `${this.pods.name}-rules` } },
      ],
      annotations: this.volumes.annotations,
    };
  }

  private containerFields(): JsonObject {
    return {
      name: 'prometheus',
      resources: resources(this, this.props, DEFAULTS),
      volumeMounts: [
        ...this.volumes.mounts,
        { name: 'config', mountPath: CONFIG, readOnly: true },
        { name: 'rules', mountPath: RULES, readOnly: true },
        { name: 'data', mountPath: DATA },
      ],
      ...probes({ port: this.port, path: '/-/ready', startup: STARTUP }),
    };
  }

  /** The labels must not change: claim templates are immutable. */
  private claim(): JsonObject {
    return {
      metadata: { labels: this.pods.selector, name: 'data' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: quantity(this.storage) } },
        storageClassName: this.props.storageClass ?? Cluster.of(this).storageClass,
      },
    };
  }
}

/** A cdk8s-plus StatefulSet adds the label of its construct path to the selector of its Service, and our pods do not have it. */
function selecting(selector: Labels): Completion {
  return (manifest) => ({ ...manifest, spec: { ...objectAt(manifest, 'spec'), selector } });
}
