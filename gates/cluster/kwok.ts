/** Actions of kwok, in the place of the kubelets, on nodes and pods. */
import { stringify } from 'yaml';

interface Stage {
  readonly name: string;
  readonly kind: 'Node' | 'Pod';
  /** jq expression → operator and values. */
  readonly when: Readonly<Record<string, readonly [operator: string, values?: readonly string[]]>>;
  readonly next: object;
  readonly delaySeconds?: number;
}

function stage({ name, kind, when, next, delaySeconds = 0 }: Stage): object {
  const matchExpressions = Object.entries(when).map(([key, [operator, values]]) => ({ key, operator, values }));
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions },
      delay: { durationMilliseconds: delaySeconds * 1000 },
      next,
    },
  };
}

const NODE_STATUS = `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- { type: {{ .type }}, status: {{ .status | Quote }}, reason: {{ .reason }}, message: {{ .message | Quote }}, lastHeartbeatTime: {{ $now | Quote }}, lastTransitionTime: {{ $now | Quote }} }
{{ end }}
nodeInfo: { architecture: amd64, operatingSystem: linux, kubeletVersion: kwok, kubeProxyVersion: kwok, containerRuntimeVersion: kwok, kernelVersion: kwok, osImage: kwok, bootID: "", machineID: "", systemUUID: "" }
phase: Running
`;

const CONTAINER = 'name: {{ .name }}, image: {{ .image | Quote }}, imageID: "", restartCount: 0';

const POD_RUNNING = `
{{ $now := Now }}
conditions:
- { type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }} }
- { type: ContainersReady, status: "True", lastTransitionTime: {{ $now | Quote }} }
- { type: Ready, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
{{ if eq .restartPolicy "Always" }}
- { ${CONTAINER}, ready: true, started: true, state: { running: { startedAt: {{ $now | Quote }} } } }
{{ else }}
- { ${CONTAINER}, ready: true, started: false, state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } } }
{{ end }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- { ${CONTAINER}, ready: true, started: true, state: { running: { startedAt: {{ $now | Quote }} } } }
{{ end }}
{{ $ips := PodIPsWith .spec.nodeName (or .spec.hostNetwork false) (or .metadata.uid "") .metadata.name .metadata.namespace }}
{{ with $ips }}
podIP: {{ index . 0 | Quote }}
podIPs: [{ ip: {{ index . 0 | Quote }} }]
{{ end }}
hostIP: {{ index (NodeIPsWith .spec.nodeName) 0 | Quote }}
phase: Running
startTime: {{ $now | Quote }}
`;

const POD_SUCCEEDED = `
{{ $now := Now }}
containerStatuses:
{{ range .spec.containers }}
- { ${CONTAINER}, ready: false, started: false, state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } } }
{{ end }}
phase: Succeeded
`;

/** An annotation of pods and nodes that never get ready. */
export const NEVER_READY = 'test.mainstay/never-ready';

/** An annotation of pods that get ready after some seconds. */
export const SLOW = 'test.mainstay/slow';
const SLOW_SECONDS = 3;

const ready = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const deleted = '.metadata.deletionTimestamp';

/** A pod that starts, with or without the annotation for slow ones. */
function running(name: string, slow: 'Exists' | 'DoesNotExist', delaySeconds?: number): object {
  return stage({
    name,
    kind: 'Pod',
    when: {
      [deleted]: ['DoesNotExist'],
      '.status.phase': ['In', ['Pending']],
      [ready]: ['NotIn', ['True']],
      [`.metadata.annotations["${NEVER_READY}"]`]: ['DoesNotExist'],
      [`.metadata.annotations["${SLOW}"]`]: [slow],
    },
    next: { statusTemplate: POD_RUNNING },
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  });
}

/** Configuration of kwok: nodes stay Ready, pods become Ready at once, those of Jobs succeed, deleted ones disappear. */
export function kwokConfiguration(): string {
  const stages = [
    stage({
      name: 'node-ready',
      kind: 'Node',
      when: { [ready]: ['NotIn', ['True']], [`.metadata.annotations["${NEVER_READY}"]`]: ['DoesNotExist'] },
      next: { statusTemplate: NODE_STATUS },
    }),
    stage({
      name: 'node-heartbeat',
      kind: 'Node',
      when: { [ready]: ['In', ['True']] },
      next: { statusTemplate: NODE_STATUS },
      delaySeconds: 120,
    }),
    running('pod-running', 'DoesNotExist'),
    running('pod-running-slow', 'Exists', SLOW_SECONDS),
    stage({
      name: 'pod-succeeded',
      kind: 'Pod',
      when: {
        [deleted]: ['DoesNotExist'],
        '.status.phase': ['In', ['Running']],
        '.metadata.ownerReferences.[].kind': ['In', ['Job']],
      },
      next: { statusTemplate: POD_SUCCEEDED },
      delaySeconds: 1,
    }),
    // Without this delay, a pod that is gone before the disruption controller saw it end counts as being evicted for two
    // minutes.
    stage({
      name: 'pod-deleted',
      kind: 'Pod',
      when: { [deleted]: ['Exists'] },
      next: { delete: true },
      delaySeconds: 2,
    }),
  ];
  return stages.map((document) => stringify(document)).join('---\n');
}
