import { ApiObject } from 'cdk8s';
import type { Deployment } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { imageFor } from '../cluster/images';
import { type JsonObject, listAt, objectAt, textAt } from '../manifest/json';
import { fitting } from '../registry/names';
import { ApiClient, TOKEN_MOUNT } from './api-client';
import { RUNS_TO_ITS_END } from './cron-job';
import { explain } from './linter-reasons';

const SECRETS = '/secrets';
const WORK = '/work';
const PATCH = `${WORK}/patch.json`;

/** The annotation by which Reloader replaces pods: https://github.com/stakater/Reloader#1--automatic-reload */
const RELOAD = 'secret.reloader.stakater.com/reload';

/** Writes a patch with a sum of all Secrets, and an empty one while one of them is not there. */
const SCRIPT = `cd ${SECRETS}
for secret in *; do
  set -- "$secret"/*
  if [ ! -f "$1" ]; then printf '{}' >${PATCH}; exit; fi
done
sum=$(for file in */*; do printf '%s ' "$file"; sha256sum <"$file"; done | sha256sum | cut -c1-6)
printf '{"spec":{"template":{"metadata":{"annotations":{"mainstay/secrets":"%s"}}}}}' "$sum" >${PATCH}`;

/**
 * Replaces the pods of a Deployment when a Secret changes that its variables come from: by an annotation where the cluster has
 * Reloader, else by a CronJob. Throws when no variable comes from a Secret.
 */
export function followSecrets(scope: Construct, deployment: Deployment): void {
  const secrets = secretsOf(ApiObject.of(deployment).toJson());
  if (secrets.length === 0) {
    const fix = 'remove rotation: files have a new value by themselves';
    fail(scope, 'rotation must be about variables that come from Secrets', 'none', fix);
  }
  if (Cluster.of(scope).addOn('reloader')) deployment.metadata.addAnnotation(RELOAD, secrets.join(','));
  else if (!scope.node.tryFindChild('Rotation')) new Rotation(scope, 'Rotation', deployment.name, secrets);
}

/** Returns the Secrets from which the containers of a Deployment have variables. */
function secretsOf(manifest: JsonObject): readonly string[] {
  const pod = objectAt(manifest, 'spec', 'template', 'spec');
  const containers = [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')];
  const names = containers.flatMap((container) => [
    ...listAt(container, 'env').map((variable) => textAt(variable, 'valueFrom', 'secretKeyRef', 'name')),
    ...listAt(container, 'envFrom').map((source) => textAt(source, 'secretRef', 'name')),
  ]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

/**
 * A CronJob that looks at the Secrets every minute. They are mounted into a container without a token, which writes a sum of them;
 * kubectl, whose account may read and patch this one Deployment, puts it into an annotation of its pods. The same sum changes nothing.
 */
class Rotation extends Construct {
  constructor(scope: Construct, id: string, deployment: string, secrets: readonly string[]) {
    super(scope, id);
    const client = new ApiClient(this, 'Client', {
      name: `${fitting(deployment, 43)}-rotation`,
      component: 'rotation',
      rules: [
        { apiGroups: ['apps'], resources: ['deployments'], resourceNames: [deployment], verbs: ['get', 'patch'] },
      ],
    });
    const mounts = secrets.map((secret, at) => ({
      name: `secret-${at}`,
      mountPath: `${SECRETS}/${secret}`,
      readOnly: true,
    }));
    const sources = secrets.map((secretName, at) => ({
      name: `secret-${at}`,
      secret: { defaultMode: 0o440, optional: true, secretName },
    }));
    const sum: JsonObject = {
      name: 'sum',
      image: imageFor(this, 'rclone'),
      command: ['sh', '-ec', SCRIPT],
      volumeMounts: [{ name: 'work', mountPath: WORK }, ...mounts],
    };
    const patch: JsonObject = {
      name: 'patch',
      image: imageFor(this, 'kubectl'),
      command: ['kubectl', 'patch', 'deployment', deployment, '--type=merge', `--patch-file=${PATCH}`],
      terminationMessagePolicy: 'FallbackToLogsOnError',
      volumeMounts: [{ name: 'work', mountPath: WORK, readOnly: true }, TOKEN_MOUNT],
    };
    const pod = {
      restartPolicy: 'Never' as const,
      initContainers: [sum],
      containers: [patch],
      volumes: [{ name: 'work', emptyDir: { sizeLimit: '1Mi' } }, ...sources],
    };
    const cronJob = client.again(pod, {
      concurrencyPolicy: 'Forbid',
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { activeDeadlineSeconds: 300, backoffLimit: 2 } },
      schedule: '* * * * *',
      startingDeadlineSeconds: 60,
      successfulJobsHistoryLimit: 1,
      timeZone: 'Etc/UTC',
    });
    explain(cronJob.resource, RUNS_TO_ITS_END);
  }
}
