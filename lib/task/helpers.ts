import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { imageFor } from '../cluster/images';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import { merge } from '../manifest/merge';
import { OWN_NAME } from '../manifest/named-by-content';
import { KUBECTL, TOKEN_MOUNT } from '../workload/api-client';
import { resources } from '../workload/resources';

/** A container with kubectl, which is the only one of its pod that has the token of the account. */
function kubectl(scope: Construct, name: string, args: readonly string[], fields: JsonObject = {}): JsonObject {
  return {
    name,
    image: imageFor(scope, 'kubectl'),
    command: ['kubectl', ...args],
    resources: resources(scope, {}, KUBECTL),
    volumeMounts: [TOKEN_MOUNT],
    ...fields,
  };
}

/** Returns the init container that waits until the rollout of a Deployment is complete. */
export function rolloutOf(scope: Construct, deployment: string, timeout: number): JsonObject {
  const args = ['rollout', 'status', `deployment/${deployment}`, `--timeout=${timeout}s`];
  return kubectl(scope, `rollout-of-${deployment}`.slice(0, 63).replace(/-+$/, ''), args);
}

/** The rights of {@link rolloutOf}: it reads one Deployment. */
export function readsDeployments(names: readonly string[]): JsonObject {
  return { apiGroups: ['apps'], resources: ['deployments'], resourceNames: names, verbs: ['get', 'list', 'watch'] };
}

/** The rights of {@link marking}: it changes one ConfigMap. */
export function marksIn(configMap: string): JsonObject {
  return { apiGroups: [''], resources: ['configmaps'], resourceNames: [configMap], verbs: ['get', 'patch'] };
}

/** Returns the reference to the mark of a Job in the ConfigMap of its Task. */
export function markOf(configMap: string, key: string): JsonObject {
  return { configMapKeyRef: { name: configMap, key } };
}

/**
 * Returns the containers that mark the success of a run in a ConfigMap, beside its program: a sidecar that marks, and tries again
 * while the API server is away, and one that starts when the kubelet finds the mark. So the program does not run again because a mark
 * failed. Throws on clusters without sidecars.
 */
export function marking(scope: Construct, configMap: string): { readonly mark: JsonObject; readonly done: JsonObject } {
  if (!Cluster.of(scope).has('nativeSidecars')) {
    const fix = 'target 1.29 or newer, or run it as an init container';
    fail(scope, 'pods that wait for a Task need Kubernetes 1.29', Cluster.of(scope).version, fix);
  }
  const patch = JSON.stringify({ data: { [OWN_NAME]: 'succeeded' } });
  const args = ['patch', 'configmap', configMap, '--type=merge', `--patch=${patch}`];
  const env = [{ name: 'MARK', valueFrom: markOf(configMap, OWN_NAME) }];
  return {
    mark: kubectl(scope, 'mark', args, { restartPolicy: 'Always' }),
    done: kubectl(scope, 'done', ['version', '--client'], { env, volumeMounts: undefined }),
  };
}

/** Moves the program of a pod before the container that marks, the last init container, and has `kubectl logs` show it. */
export function programFirst(template: JsonObject, program: string): JsonObject {
  const spec = objectAt(template, 'spec');
  const containers = listAt(spec, 'containers');
  const init = listAt(spec, 'initContainers');
  const isProgram = ({ name }: JsonObject): boolean => name === program;
  const annotations = { 'kubectl.kubernetes.io/default-container': program };
  return {
    ...merge(template, { metadata: { annotations } }),
    spec: {
      ...spec,
      containers: containers.filter((container) => !isProgram(container)),
      initContainers: [...init.slice(0, -1), ...containers.filter(isProgram), ...init.slice(-1)],
    },
  };
}
