import { each, type ObjectRule } from './rule';

/** An object of Mainstay: what its constructs open was asked for. */
const OWN =
  '(has(object.metadata.labels) && "app.kubernetes.io/managed-by" in object.metadata.labels && ' +
  'object.metadata.labels["app.kubernetes.io/managed-by"] == "mainstay")';

const typeIs = (type: string): string => `has(object.spec.type) && object.spec.type == "${type}"`;

/** Annotations by which the clouds make a load balancer that only their own network reaches. */
const INTERNAL = [
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal'],
  ['service.beta.kubernetes.io/aws-load-balancer-internal', 'true'],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
  ['networking.gke.io/load-balancer-type', 'Internal'],
  ['cloud.google.com/load-balancer-type', 'Internal'],
]
  .map(
    ([key, value]) =>
      `("${key}" in object.metadata.annotations && object.metadata.annotations["${key}"] == "${value}")`,
  )
  .join(' || ');

const INSIDE =
  '^(169[.]254[.].*|metadata([.]google[.]internal)?|localhost|127[.].*|kubernetes([.]default.*)?|.*[.]svc([.].*)?|.*[.]cluster[.]local)[.]?$';

/** Ways into an app from outside, beside its hosts. */
export const waysIn: readonly ObjectRule[] = [
  {
    id: 'open-load-balancer',
    tags: ['nsa'],
    subject: 'object',
    kinds: ['Service'],
    cel:
      `!(${typeIs('LoadBalancer')}) || ${OWN} || (has(object.spec.loadBalancerSourceRanges) && size(object.spec.loadBalancerSourceRanges) > 0) || ` +
      `(has(object.metadata.annotations) && (${INTERNAL}))`,
    field: 'spec.loadBalancerSourceRanges',
    what: 'a load balancer must say whom it lets in',
    why: 'the whole internet reaches the port, past every Ingress and its TLS',
    fix: 'set loadBalancerSourceRanges, or use an Ingress',
  },
  {
    id: 'external-ips',
    tags: ['nsa'],
    subject: 'object',
    kinds: ['Service'],
    cel: '!has(object.spec.externalIPs) || size(object.spec.externalIPs) == 0',
    field: 'spec.externalIPs',
    what: 'a Service must not take external addresses',
    why: 'it gets what every pod of the cluster sends to these addresses (CVE-2020-8554)',
    fix: 'remove externalIPs and use an Ingress or a load balancer',
  },
  {
    id: 'external-name',
    subject: 'object',
    kinds: ['Service'],
    cel: `!(${typeIs('ExternalName')}) || !has(object.spec.externalName) || !object.spec.externalName.matches("${INSIDE}")`,
    field: 'spec.externalName',
    what: 'an ExternalName must be a host outside the cluster',
    why: 'a route to the Service leads to the metadata of the node, or into another namespace',
    fix: 'use the Service that is meant, or the name of an outside host',
  },
  {
    id: 'snippet',
    subject: 'object',
    kinds: ['Ingress', 'Service'],
    cel: '!has(object.metadata.annotations) || object.metadata.annotations.all(k, !k.matches("(-snippets?|/config-(backend|frontend|global|defaults))$"))',
    got: '[object.metadata.annotations.filter(k, k.matches("(-snippets?|/config-(backend|frontend|global|defaults))$"))][0]',
    field: 'metadata.annotations',
    what: 'a route must not have configuration of the controller in annotations',
    why: 'the text becomes part of the file of the controller, which has the certificates of all apps (CVE-2021-25742)',
    fix: 'use annotations with a meaning of their own',
  },
  {
    id: 'route-host',
    subject: 'object',
    kinds: ['Ingress'],
    cel: `!has(object.spec.defaultBackend) && (!has(object.spec.rules) || object.spec.rules.all(e, has(e.host) && e.host != "" && e.host != "*"))`,
    field: 'spec.rules',
    what: 'a route must have a host',
    why: 'it answers for every name that no other app has, also for those of others with a typing error',
    fix: 'set host in each rule, and remove defaultBackend',
  },
  {
    id: 'node-port',
    severity: 'warning',
    subject: 'object',
    kinds: ['Service'],
    cel: `!(${typeIs('NodePort')}) || ${OWN}`,
    field: 'spec.type',
    what: 'a Service must not take a port of every node',
    why: 'who reaches a node reaches the app, without TLS',
    fix: 'use ClusterIP and an Ingress',
  },
  {
    id: 'route-tls',
    tags: ['nsa'],
    severity: 'warning',
    subject: 'object',
    kinds: ['Ingress'],
    cel: `${OWN} || (has(object.spec.tls) && size(object.spec.tls) > 0)`,
    field: 'spec.tls',
    what: 'an Ingress must have TLS',
    why: 'passwords and cookies can be read on the way',
    fix: 'set spec.tls with the hosts',
  },
  {
    id: 'shared-processes',
    severity: 'warning',
    subject: 'pod',
    cel: '!has(pod.shareProcessNamespace) || !pod.shareProcessNamespace',
    field: 'shareProcessNamespace',
    what: 'the containers of a pod must not see the processes of each other',
    why: 'each reads the environment and the files of the others',
    fix: 'remove shareProcessNamespace',
  },
  {
    id: 'writable-sub-path',
    severity: 'warning',
    subject: 'container',
    ...each(
      'container.volumeMounts',
      '!((has(e.subPath) && e.subPath != "") || (has(e.subPathExpr) && e.subPathExpr != "")) || (has(e.readOnly) && e.readOnly) || ' +
        '(has(pod.volumes) && pod.volumes.exists(v, v.name == e.name && (has(v.configMap) || has(v.secret) || has(v.projected) || has(v.downwardAPI))))',
      'e.mountPath',
    ),
    field: 'volumeMounts',
    what: 'must not write to a part of a volume',
    why: 'a link in the volume has led out of it before (CVE-2021-25741), and the node follows it',
    fix: 'mount the whole volume, or set readOnly',
  },
];
