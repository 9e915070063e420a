import type { Mistake } from './broken';
import { main, podOf } from './good-app';

const security = (rule: string, name: string, field: string, value: unknown, got: unknown = value): Mistake => ({
  rule,
  name,
  change: ({ deployment }) => {
    main(deployment).securityContext[field] = value;
  },
  got,
});

const host = (rule: string, field: string): Mistake => ({
  rule,
  name: `${field} is on`,
  change: ({ deployment }) => {
    podOf(deployment)[field] = true;
  },
  got: true,
});

export const POD_SECURITY: readonly Mistake[] = [
  security('privileged', 'a container is privileged', 'privileged', true),
  security('privilege-escalation', 'escalation is allowed', 'allowPrivilegeEscalation', true),
  security('privilege-escalation', 'nothing is said of escalation', 'allowPrivilegeEscalation', undefined),
  security('drop-capabilities', 'some capabilities stay', 'capabilities', { drop: ['NET_RAW'] }, ['NET_RAW']),
  security('drop-capabilities', 'nothing is said of capabilities', 'capabilities', undefined),
  security('add-capabilities', 'a capability is added', 'capabilities', { drop: ['ALL'], add: ['SYS_ADMIN'] }, [
    'SYS_ADMIN',
  ]),
  security('run-as-non-root', 'a container may run as root though its pod may not', 'runAsNonRoot', false),
  {
    rule: 'run-as-non-root',
    name: 'neither pod nor container says who runs',
    change: ({ deployment }) => {
      delete podOf(deployment).securityContext.runAsNonRoot;
    },
    got: undefined,
  },
  security('root-user', 'a container runs as user 0', 'runAsUser', 0),
  security('seccomp', 'seccomp is off', 'seccompProfile', { type: 'Unconfined' }, 'Unconfined'),
  security('read-only-root', 'the root file system is writable', 'readOnlyRootFilesystem', false),
  security('read-only-root', 'a boolean is written as text', 'readOnlyRootFilesystem', 'true'),
  {
    rule: 'host-port',
    name: 'a container takes a port of the node',
    change: ({ deployment }) => {
      main(deployment).ports[0].hostPort = 8080;
    },
    got: [8080],
  },
  host('host-network', 'hostNetwork'),
  host('host-pid', 'hostPID'),
  host('host-ipc', 'hostIPC'),
  {
    rule: 'host-path',
    name: 'a directory of the node is mounted',
    change: ({ deployment }) => {
      podOf(deployment).volumes.push({ name: 'socket', hostPath: { path: '/var/run' } });
    },
    got: ['/var/run'],
  },
];

export const PODS: readonly Mistake[] = [
  {
    rule: 'unique-container',
    name: 'two containers have one name',
    change: ({ deployment }) => {
      podOf(deployment).containers.push(main(deployment));
    },
    got: ['web', 'web'],
  },
  {
    rule: 'unique-container',
    name: 'an init container has the name of a container',
    change: ({ deployment }) => {
      podOf(deployment).initContainers = [main(deployment)];
    },
    got: ['web', 'web'],
  },
  {
    rule: 'unique-port-name',
    name: 'two ports have one name',
    change: ({ deployment }) => {
      main(deployment).ports.push({ containerPort: 9090, name: 'http' });
    },
    got: ['http', 'http'],
  },
  {
    rule: 'unique-volume',
    name: 'two volumes have one name',
    change: ({ deployment }) => {
      podOf(deployment).volumes.push({ name: 'settings', emptyDir: {} });
    },
    got: ['settings', 'settings'],
  },
  {
    rule: 'restart-policy',
    name: 'a CronJob restarts always',
    change: ({ cron }) => {
      podOf(cron.spec.jobTemplate).restartPolicy = 'Always';
    },
    got: 'Always',
  },
  {
    rule: 'restart-policy',
    name: 'a Job says nothing of restarts',
    change: ({ job }) => {
      delete podOf(job).restartPolicy;
    },
    got: undefined,
  },
  {
    rule: 'restart-always',
    name: 'a Deployment never restarts',
    change: ({ deployment }) => {
      podOf(deployment).restartPolicy = 'Never';
    },
    got: 'Never',
  },
];
