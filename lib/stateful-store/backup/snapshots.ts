import type { ApiObject } from 'cdk8s';
import type { ConfigMap } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { SNAPSHOT_GROUP, volumeSnapshots } from '../../cluster/add-ons/volume-snapshots';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { fitting } from '../../registry/names';
import type { Signal } from '../../relations/signal';
import type { BackedUpClaims } from '../../volumes/claim-backup';
import { ApiClient, TOKEN_MOUNT } from '../../workload/api-client';
import { RUNS_TO_ITS_END } from '../../workload/cron-job';
import { explain } from '../../workload/linter-reasons';
import { PATHS } from '../../workload/server-description';
import { snapshotSignals } from './backup-signals';
import { type SettledSnapshots, type SnapshotProps, settleSnapshots } from './settle-snapshots';
import { scriptsMount, scriptsVolume } from './steps/backup-scripts';
import { WORK } from './steps/workspace';

/** The port of `kubectl proxy` on the pod's loopback. Nothing else in the pod listens, and no peer may connect. */
const PORT = 8001;

/**
 * Takes a VolumeSnapshot of each volume by schedule, waits until it is ready to use, and deletes the surplus: a CronJob that
 * may create, read and delete VolumeSnapshots of its namespace and nothing else. Containers with kubectl have a token and no
 * shell; those with a shell have no token, and write the files that kubectl reads.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
 */
export class SnapshotBackup extends Construct {
  readonly cronJob: ApiObject;
  readonly signals: readonly Signal[];
  private readonly settled: SettledSnapshots;

  constructor(
    scope: Construct,
    private readonly target: BackedUpClaims,
    props: SnapshotProps,
    scripts: ConfigMap,
  ) {
    super(scope, 'Snapshots');
    this.settled = settleSnapshots(this, props);
    const { schedule } = this.settled;
    const name = `${fitting(target.name, 42)}-snapshots`;
    const client = new ApiClient(this, 'Client', {
      name,
      component: 'snapshots',
      rules: [
        {
          apiGroups: [SNAPSHOT_GROUP],
          resources: ['volumesnapshots'],
          verbs: ['create', 'delete', 'get', 'list', 'watch'],
        },
      ],
    });
    const volumes = [{ name: 'work', emptyDir: { sizeLimit: '16Mi' } }, scriptsVolume(scripts)];
    const pod = {
      restartPolicy: 'Never' as const,
      initContainers: [this.proxy(), this.name(), this.create(), this.wait(), this.choose()],
      containers: [this.remove()],
      volumes,
    };
    this.cronJob = client.again(pod, schedule.cronJob).resource;
    explain(this.cronJob, RUNS_TO_ITS_END);
    this.signals = snapshotSignals(this, name, schedule.oldest);
  }

  /** Lets a container without a token read snapshots, and nothing else. */
  private proxy(): JsonObject {
    const path = this.path.replaceAll('.', '\\.');
    const methods = '--reject-methods=POST,PUT,PATCH,DELETE';
    const command = ['kubectl', 'proxy', `--port=${PORT}`, `--accept-paths=^${path}$`, methods];
    return this.kubectl('proxy', command, { restartPolicy: 'Always' });
  }

  private name(): JsonObject {
    const { labels } = this.target;
    const { snapshotClass } = this.settled;
    return this.shell('name', {
      LABELS: JSON.stringify(labels),
      ...(snapshotClass !== undefined && { CLASS: snapshotClass }),
    });
  }

  private create(): JsonObject {
    return this.kubectl('create', ['kubectl', 'create', '-f', `${WORK}/new.json`]);
  }

  /** Waits as long as the whole run may take: the deadline of the Job ends it earlier. */
  private wait(): JsonObject {
    const ready = '--for=jsonpath={.status.readyToUse}=true';
    const timeout = `--timeout=${this.settled.schedule.timeout}s`;
    return this.kubectl('wait', ['kubectl', 'wait', ready, timeout, '-f', `${WORK}/new.json`]);
  }

  private choose(): JsonObject {
    return this.shell('choose', {
      KEEP: `${this.settled.keep}`,
      LIST_URL: `http://127.0.0.1:${PORT}${this.path}`,
    });
  }

  private remove(): JsonObject {
    return this.kubectl('delete', [
      'kubectl',
      'delete',
      '--ignore-not-found',
      '--wait=false',
      '-f',
      `${WORK}/old.json`,
    ]);
  }

  private get path(): string {
    return `/apis/${volumeSnapshots.apiVersion}/namespaces/${this.settled.namespace}/volumesnapshots`;
  }

  private kubectl(name: string, command: readonly string[], more: JsonObject = {}): JsonObject {
    const volumeMounts = [{ name: 'work', mountPath: WORK, readOnly: true }, TOKEN_MOUNT];
    return { name, image: imageFor(this, 'kubectl'), command, volumeMounts, ...more };
  }

  private shell(step: string, env: Readonly<Record<string, string>>): JsonObject {
    const all = { WORK, CLAIMS: this.target.claims.join(' '), ...env };
    return {
      name: step,
      image: imageFor(this, 'rclone'),
      command: ['sh', `${PATHS.backup}/snapshot-${step}.sh`],
      env: Object.entries(all).map(([name, value]) => ({ name, value })),
      volumeMounts: [{ name: 'work', mountPath: WORK }, scriptsMount],
    };
  }
}
