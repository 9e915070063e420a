import { Construct } from 'constructs';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { ApiClient, TOKEN_MOUNT } from '../../workload/api-client';
import { ENDING, ENDING_RULE, ROLE_NAMES } from './rights';

const DIRECTORY = '/ending';
const LIST_FILE = `${DIRECTORY}/list.json`;
const VOLUME = 'ending';

/** Writes the list of what has to go: the binding from its end on, and nothing before. */
const SCRIPT = `items=
[ "$(date +%s)" -lt "$END" ] || items=$BINDING
printf '{"apiVersion":"v1","kind":"List","items":[%s]}' "$items" >${LIST_FILE}`;

/**
 * A CronJob that deletes the binding of `breakGlass` at its end. It runs at the minute of the end in every hour, so that a binding
 * that is applied again later goes, too. Its account may delete this one binding and nothing else.
 */
export class BreakGlassEnd extends Construct {
  constructor(scope: Construct, id: string, until: Date) {
    super(scope, id);
    const client = new ApiClient(this, 'Client', { name: ENDING, component: 'access', rules: [ENDING_RULE] });
    const pod = {
      restartPolicy: 'Never' as const,
      initContainers: [this.due(Math.ceil(until.getTime() / 1000))],
      containers: [this.remove()],
      volumes: [{ name: VOLUME, emptyDir: { sizeLimit: '1Mi' } }],
    };
    client.again(pod, {
      concurrencyPolicy: 'Forbid',
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { activeDeadlineSeconds: 600, backoffLimit: 6 } },
      schedule: `${minuteAfter(until)} * * * *`,
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 1,
      timeZone: 'Etc/UTC',
    });
  }

  private due(end: number): JsonObject {
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: ROLE_NAMES.breakGlass },
    };
    return {
      name: 'due',
      image: imageFor(this, 'rclone'),
      command: ['sh', '-ec', SCRIPT],
      env: [
        { name: 'BINDING', value: JSON.stringify(binding) },
        { name: 'END', value: `${end}` },
      ],
      volumeMounts: [{ name: VOLUME, mountPath: DIRECTORY }],
    };
  }

  private remove(): JsonObject {
    return {
      name: 'delete',
      image: imageFor(this, 'kubectl'),
      command: ['kubectl', 'delete', '--ignore-not-found', '--wait=false', '-f', LIST_FILE],
      terminationMessagePolicy: 'FallbackToLogsOnError',
      volumeMounts: [{ name: VOLUME, mountPath: DIRECTORY, readOnly: true }, TOKEN_MOUNT],
    };
  }
}

/** The first minute of an hour that begins at or after the end. */
function minuteAfter(until: Date): number {
  return (until.getUTCMinutes() + (until.getTime() % 60_000 === 0 ? 0 : 1)) % 60;
}
