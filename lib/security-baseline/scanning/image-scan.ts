import { join } from 'node:path';
import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fail, problem } from '../../checks/errors';
import { positiveSize } from '../../checks/formats';
import { quantity } from '../../checks/quantity';
import { Cluster } from '../../cluster/cluster';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { standardLabels } from '../../manifest/labels';
import { PlainObject } from '../../manifest/plain-object';
import { Peer } from '../../network/peer';
import { Port } from '../../network/port';
import { EVERYWHERE, NOT_PUBLIC } from '../../network/public-addresses';
import { nameExternal } from '../../registry/external-objects';
import { reserveName } from '../../registry/names';
import { ClusterRecord } from '../../registry/registry';
import { whenComplete } from '../../registry/when-complete';
import { allow } from '../../relations/connect';
import type { IObservable, Signal } from '../../relations/signal';
import { resources } from '../../workload/resources';
import { scriptsIn } from '../../workload/script-loader';
import { literals } from '../../workload/server-containers';
import { StepsJob } from '../../workload/steps-job';
import { settleSchedule } from '../../workload/steps-schedule';
import { clusterImages } from '../app-manifests';
import { type ImageScanningProps, severitiesFrom } from './props';
import { scanSignals } from './signals';

const NAME = 'image-scan';
const FILES = '/scan';
const CACHE = '/cache';
const STEPS = ['database', 'list', 'look', 'judge'] as const;
const SCRIPTS = STEPS.map((step) => `${step}.sh`);
const PULL_SECRET = '/pull';

/** The paths of the baselines that scan, by cluster. */
const SCANS = new ClusterRecord((): string[] => []);

/** A run that found something is not tried again: it would find the same. */
const FOUND = { action: 'FailJob', onExitCodes: { containerName: 'judge', operator: 'In', values: [1] } };

/**
 * A CronJob that looks for vulnerabilities in exactly the images of the app, on its cluster. Each step is a container: `database` gets the
 * newest database, `list` writes what is in each image, `look` searches the lists, and `judge` fails when something was found. A volume
 * keeps the database and the lists, which are in CycloneDX. The pods have no rights at the API server.
 *
 * @see https://trivy.dev/docs/latest/guide/supply-chain/sbom/
 */
export class ImageScan extends Construct implements IObservable {
  readonly peer: Peer;
  readonly signals: readonly Signal[];

  constructor(
    scope: Construct,
    namespace: string,
    private readonly props: ImageScanningProps,
  ) {
    super(scope, 'ImageScan');
    const scans = SCANS.of(this);
    scans.push(scope.node.path);
    if (scans.length > 1) {
      const fix = 'keep imageScanning in one of them: it looks at the images of all namespaces';
      fail(scope, 'the images of a cluster must be scanned by one baseline', scans, fix);
    }
    const schedule = settleSchedule(this, props, { rules: [FOUND] });
    const files = this.createFiles();
    const [judge, ...before] = STEPS.map((step) => this.step(step)).reverse();
    const job = new StepsJob(this, 'Job', {
      name: NAME,
      component: NAME,
      fields: schedule.cronJob,
      pod: {
        initContainers: before.reverse(),
        containers: judge ? [judge] : [],
        volumes: [
          { name: 'files', configMap: { defaultMode: 0o444, name: files.name } },
          { name: 'cache', persistentVolumeClaim: { claimName: this.createCache().name } },
          ...this.pullSecret(),
        ],
      },
    });
    this.peer = job.peer;
    this.signals = scanSignals(job.name, namespace, schedule.oldest);
    this.openRegistries();
    whenComplete(this, 'judgements', () => {
      const own = `${namespace}/CronJob/${job.name} `;
      const others = [...clusterImages(this).values()]
        .flatMap((users) => [...users])
        .filter((user) => !user.startsWith(own));
      if (others.length > 0) return new Map();
      const fix = 'remove imageScanning, or add the workloads of the app';
      return new Map([[scope.node.path, [problem('imageScanning needs an app with images', 'none', fix)]]]);
    });
  }

  private createFiles(): PlainObject {
    return new PlainObject(this, 'Files', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: reserveName(this, 'ConfigMap', NAME),
      labels: standardLabels(this, NAME, NAME),
      fields: () => ({
        data: {
          ...scriptsIn(join(__dirname, 'scripts'), SCRIPTS),
          images: listOf([...clusterImages(this).keys()]),
          'ignored.yaml': JSON.stringify({ vulnerabilities: (this.props.ignore ?? []).map(ignored) }),
        },
      }),
    });
  }

  private createCache(): PlainObject {
    const { cache = Size.gibibytes(10) } = this.props;
    const storage = quantity(positiveSize(this, 'imageScanning.cache', cache));
    return new PlainObject(this, 'Cache', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name: reserveName(this, 'PersistentVolumeClaim', `${NAME}-cache`),
      labels: standardLabels(this, NAME, NAME),
      fields: () => ({
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage } },
          storageClassName: Cluster.of(this).storageClass,
          volumeMode: 'Filesystem',
        },
      }),
    });
  }

  private step(name: (typeof STEPS)[number]): JsonObject {
    const { databases = {}, failOn, memory = Size.gibibytes(1), pullSecret } = this.props;
    const amounts = { memory, cpu: Cpu.millis(250), ephemeralStorage: Size.mebibytes(64) };
    return {
      name,
      image: imageFor(this, 'trivy'),
      command: ['sh', `${FILES}/${name}.sh`],
      env: literals({
        FOUND: `${CACHE}/found`,
        IGNORED: `${FILES}/ignored.yaml`,
        IMAGES: `${FILES}/images`,
        SBOMS: `${CACHE}/sboms`,
        SEVERITIES: severitiesFrom(failOn),
        TMPDIR: `${CACHE}/tmp`,
        TRIVY_CACHE_DIR: `${CACHE}/trivy`,
        // Trivy asks for newer versions unless both are set.
        TRIVY_DISABLE_TELEMETRY: 'true',
        TRIVY_SKIP_VERSION_CHECK: 'true',
        TRIVY_NO_PROGRESS: 'true',
        ...(databases.vulnerabilities !== undefined && { TRIVY_DB_REPOSITORY: databases.vulnerabilities }),
        ...(databases.java !== undefined && { TRIVY_JAVA_DB_REPOSITORY: databases.java }),
        ...(pullSecret !== undefined && { DOCKER_CONFIG: PULL_SECRET }),
      }),
      resources: resources(this, {}, amounts),
      terminationMessagePolicy: 'FallbackToLogsOnError',
      volumeMounts: [
        { name: 'cache', mountPath: CACHE },
        { name: 'files', mountPath: FILES, readOnly: true },
        ...(pullSecret === undefined ? [] : [{ name: 'pull', mountPath: PULL_SECRET, readOnly: true }]),
      ],
    };
  }

  private pullSecret(): readonly JsonObject[] {
    const { pullSecret: secretName } = this.props;
    if (secretName === undefined) return [];
    nameExternal(this, 'Secret', secretName);
    const items = [{ key: '.dockerconfigjson', path: 'config.json' }];
    return [{ name: 'pull', secret: { defaultMode: 0o440, items, secretName } }];
  }

  /** Registries answer a request for a layer with an address of another host, so by default all public ones are open. */
  private openRegistries(): void {
    const { reach } = this.props;
    for (const external of reach ?? []) allow(this.peer, external.peer, [external.bind().port]);
    if (reach) return;
    const why =
      'meant for the registries of the images, which send their clients to other hosts; it opens every public address';
    const registries = Peer.addresses('registries', EVERYWHERE, { except: NOT_PUBLIC }).because(why);
    allow(this.peer, registries, [Port.tcp(443, 'https')]);
  }
}

/** Returns one line for each image: a name for its file, and its reference. */
function listOf(images: readonly string[]): string {
  const used = new Map<string, number>();
  return images
    .map((image) => {
      const wanted = image.replace(/[^A-Za-z0-9._-]+/g, '_');
      const times = (used.get(wanted) ?? 0) + 1;
      used.set(wanted, times);
      return `${times === 1 ? wanted : `${wanted}_${times}`} ${image}\n`;
    })
    .join('');
}

/** https://trivy.dev/docs/latest/guide/configuration/filtering/#trivyignoreyaml */
function ignored({ id, reason, expires }: NonNullable<ImageScanningProps['ignore']>[number]): JsonObject {
  return { id, statement: reason, ...(expires !== undefined && { expired_at: `${expires}T23:59:59Z` }) };
}
