import { each, type ObjectRule } from './rule';
import { own, WINDOWS } from './standard-fields';

const amount = (list: 'limits' | 'requests', resource: string): string =>
  `(has(container.resources) && has(container.resources.${list}) && "${resource}" in container.resources.${list})`;
const SECRET_NAME = '(?i)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|(^|_)KEY|APIKEY)$';
const SECRET_VALUE = '://[^/@:]*:[^/@$]+@|-----BEGIN [A-Z ]*PRIVATE KEY';

export const containers: readonly ObjectRule[] = [
  {
    id: 'memory-limit',
    subject: 'container',
    isForDebugging: false,
    cel: amount('limits', 'memory'),
    field: 'resources.limits',
    what: 'must have a memory limit',
    why: 'a leak takes down the node and not the container',
    fix: 'set resources.limits.memory',
  },
  {
    id: 'memory-request',
    subject: 'container',
    isForDebugging: false,
    cel: `${amount('requests', 'memory')} || ${amount('limits', 'memory')}`,
    field: 'resources.requests',
    what: 'must request memory',
    why: 'the scheduler puts it on a node that is full, and it is evicted first',
    fix: 'set resources.requests.memory',
  },
  {
    id: 'cpu-request',
    subject: 'container',
    isForDebugging: false,
    cel: `${amount('requests', 'cpu')} || ${amount('limits', 'cpu')}`,
    field: 'resources.requests',
    what: 'must request CPU',
    why: 'it gets what the others leave, and cannot be scaled by use',
    fix: 'set resources.requests.cpu',
  },
  {
    id: 'read-only-root',
    subject: 'container',
    cel: `${WINDOWS} || (${own('readOnlyRootFilesystem')} && container.securityContext.readOnlyRootFilesystem)`,
    field: 'securityContext.readOnlyRootFilesystem',
    what: 'must have a read-only root file system',
    why: 'an intruder can replace the program',
    fix: 'set securityContext.readOnlyRootFilesystem to true and mount an emptyDir where it writes',
  },
  {
    id: 'image-version',
    subject: 'container',
    cel: 'has(container.image) && (container.image.matches("@sha256:[0-9a-f]{64}$") || (container.image.matches(":[^/:]+$") && !container.image.endsWith(":latest")))',
    field: 'image',
    what: 'must run a version of its image',
    why: 'every restart may bring another program, and a rollback cannot be relied on',
    fix: 'add a tag other than latest, or a digest',
  },
  {
    id: 'command-flag',
    subject: 'container',
    cel: '!has(container.command) || size(container.command) == 0 || !container.command[0].startsWith("-")',
    field: 'command',
    what: 'must have a command that is a program',
    why: 'command replaces the program of the image; a flag cannot be run',
    fix: 'move the flags to args',
  },
  {
    id: 'plain-secret-env',
    subject: 'container',
    ...each(
      'container.env',
      '!has(e.value) || e.value == "" || e.value.matches("^[$][(][A-Za-z0-9_]+[)]$") || ' +
        `((!e.name.matches("${SECRET_NAME}") || e.name.matches("(?i)PUBLIC_?KEY$")) && !e.value.matches("${SECRET_VALUE}"))`,
    ),
    field: 'env',
    what: 'must not have a secret in plain text in its environment',
    why: 'anyone who reads the repository or the pod has it',
    fix: 'refer to a Secret with valueFrom.secretKeyRef',
  },
  {
    id: 'equal-probes',
    subject: 'container',
    cel: '!has(container.livenessProbe) || !has(container.readinessProbe) || !has(container.livenessProbe.httpGet) || !has(container.readinessProbe.httpGet) || container.livenessProbe != container.readinessProbe',
    field: 'livenessProbe',
    what: 'must not ask the same for liveness as for readiness',
    why: 'an outage of a dependency restarts the pod and does not only take it out of load balancing: it becomes an outage of the app',
    fix: 'let liveness ask for a TCP connection, or a path that asks no dependency',
  },
  {
    id: 'unique-env',
    subject: 'container',
    ...each('container.env', 'container.env.exists_one(o, o.name == e.name)'),
    field: 'env',
    what: 'must have every environment variable once',
    why: 'the last one wins, and server-side apply refuses the list',
    fix: 'remove the others',
  },
  {
    id: 'unique-container-port',
    subject: 'container',
    ...each(
      'container.ports',
      'container.ports.exists_one(o, o.containerPort == e.containerPort && ' +
        '(has(o.protocol) ? o.protocol : "TCP") == (has(e.protocol) ? e.protocol : "TCP"))',
      'e.containerPort',
    ),
    field: 'ports',
    what: 'must have every port once',
    why: 'apply merges the list by port and protocol, and one of the two is lost',
    fix: 'remove the others',
  },
  {
    id: 'port-range',
    subject: 'container',
    ...each('container.ports', 'e.containerPort >= 1 && e.containerPort <= 65535', 'e.containerPort'),
    field: 'ports',
    what: 'must have ports from 1 to 65535',
    why: 'there are no others',
    fix: 'correct containerPort',
  },
  {
    id: 'unique-mount',
    subject: 'container',
    ...each(
      'container.volumeMounts',
      'container.volumeMounts.exists_one(o, o.mountPath == e.mountPath)',
      'e.mountPath',
    ),
    field: 'volumeMounts',
    what: 'must mount one volume at a path',
    why: 'the API server refuses the second',
    fix: 'change mountPath of one',
  },
  {
    id: 'mounted-volume',
    subject: 'container',
    ...each(
      'container.volumeMounts',
      '(has(pod.volumes) && pod.volumes.exists(v, v.name == e.name)) || ' +
        '(has(object.spec.volumeClaimTemplates) && object.spec.volumeClaimTemplates.exists(t, t.metadata.name == e.name))',
    ),
    field: 'volumeMounts',
    what: 'must mount only volumes that the pod has',
    why: 'the API server refuses the pod',
    fix: 'add the volume, or correct the name',
  },
];
