import { each, type ObjectRule } from './rule';

const FOREVER = ['DaemonSet', 'Deployment', 'ReplicaSet', 'ReplicationController', 'Rollout', 'StatefulSet'];
const UNTIL_DONE = ['CronJob', 'Job'];

export const pods: readonly ObjectRule[] = [
  {
    id: 'unique-container',
    admission: false,
    subject: 'pod',
    cel:
      'pod.containers.all(c, pod.containers.exists_one(o, o.name == c.name)) && (!has(pod.initContainers) || pod.initContainers.all(c, ' +
      'pod.initContainers.exists_one(o, o.name == c.name) && !pod.containers.exists(o, o.name == c.name)))',
    got: 'pod.containers.map(c, c.name) + (has(pod.initContainers) ? pod.initContainers.map(c, c.name) : [])',
    field: 'containers',
    what: 'the pod must have one container of a name',
    why: 'apply merges the list by name, and one of the two is lost',
    fix: 'rename one',
  },
  {
    id: 'unique-port-name',
    admission: false,
    subject: 'container',
    ...each('container.ports', '!has(e.name) || container.ports.exists_one(o, has(o.name) && o.name == e.name)'),
    field: 'ports',
    what: 'must have one port of a name',
    why: 'a Service or probe that names the port finds any of them',
    fix: 'rename one',
  },
  {
    id: 'unique-volume',
    admission: false,
    subject: 'pod',
    ...each('pod.volumes', 'pod.volumes.exists_one(o, o.name == e.name)'),
    field: 'volumes',
    what: 'the pod must have one volume of a name',
    why: 'apply merges the list by name, and one of the two is lost',
    fix: 'rename one',
  },
  {
    id: 'restart-policy',
    admission: false,
    subject: 'pod',
    kinds: UNTIL_DONE,
    cel: 'has(pod.restartPolicy) && pod.restartPolicy in ["Never", "OnFailure"]',
    field: 'restartPolicy',
    what: 'the pod of a Job must end',
    why: 'the API server refuses a Job that restarts its containers always, and that is the default',
    fix: 'set restartPolicy to OnFailure or Never',
  },
  {
    id: 'restart-always',
    admission: false,
    subject: 'pod',
    kinds: FOREVER,
    cel: '!has(pod.restartPolicy) || pod.restartPolicy == "Always"',
    field: 'restartPolicy',
    what: 'the pod of a server must be restarted always',
    why: 'the API server refuses anything else',
    fix: 'remove restartPolicy, or use a Job',
  },
];
