/** Free-form by nature: rules meet what people write, not what types allow. */
// biome-ignore lint/suspicious/noExplicitAny: tests change any field of a manifest
export type Fields = any;

/** Manifests of an app that breaks no rule, by short names. A new copy each time. */
export interface GoodApp {
  readonly [name: string]: Fields;
}

const LABELS = { app: 'web' };
const STORE = { app: 'store' };

function container(name: string, more: object = {}): Fields {
  return {
    name,
    image: 'ghcr.io/acme/shop:1.4.2',
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    ...more,
  };
}

function pod(containers: Fields[], more: object = {}): Fields {
  return {
    automountServiceAccountToken: false,
    serviceAccountName: 'web',
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    containers,
    ...more,
  };
}

function object(apiVersion: string, kind: string, name: string, fields: object): Fields {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, ...fields };
}

const template = (labels: object, spec: Fields): Fields => ({ metadata: { labels: { ...labels } }, spec });
const job = (more: object = {}): Fields => pod([container('job')], { restartPolicy: 'Never', ...more });
const policy = (podSelector: object, more: object): Fields => ({ spec: { podSelector, ...more } });

export function goodApp(): GoodApp {
  return JSON.parse(JSON.stringify(manifests()));
}

function manifests(): GoodApp {
  const web = container('web', {
    env: [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'STORE_PASSWORD', valueFrom: { secretKeyRef: { name: 'store', key: 'password' } } },
      { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
    ],
    ports: [{ containerPort: 8080, name: 'http' }],
    livenessProbe: { tcpSocket: { port: 'http' } },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
    volumeMounts: [
      { name: 'settings', mountPath: '/etc/web' },
      { name: 'uploads', mountPath: '/uploads' },
    ],
  });
  const volumes = [
    { name: 'settings', configMap: { name: 'settings' } },
    { name: 'uploads', persistentVolumeClaim: { claimName: 'uploads' } },
  ];
  const store = container('store', {
    ports: [{ containerPort: 6379, name: 'redis' }],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  });
  const backend = { service: { name: 'web', port: { number: 80 } } };
  return {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    account: object('v1', 'ServiceAccount', 'web', {}),
    settings: object('v1', 'ConfigMap', 'settings', { data: { colour: 'blue' } }),
    secret: object('external-secrets.io/v1', 'ExternalSecret', 'store', { spec: {} }),
    claim: object('v1', 'PersistentVolumeClaim', 'uploads', {
      spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
    }),
    deployment: object('apps/v1', 'Deployment', 'web', {
      spec: { selector: { matchLabels: LABELS }, template: template(LABELS, pod([web], { volumes })) },
    }),
    scaler: object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 4,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
      },
    }),
    budget: object('policy/v1', 'PodDisruptionBudget', 'web', {
      spec: { selector: { matchLabels: LABELS }, maxUnavailable: 1 },
    }),
    service: object('v1', 'Service', 'web', {
      spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    }),
    ingress: object('networking.k8s.io/v1', 'Ingress', 'web', {
      spec: {
        rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        tls: [{ hosts: ['shop.example.com'] }],
      },
    }),
    route: object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', {
      spec: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
    }),
    store: object('apps/v1', 'StatefulSet', 'store', {
      spec: {
        replicas: 3,
        serviceName: 'store',
        selector: { matchLabels: STORE },
        template: template(STORE, pod([store])),
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } }],
      },
    }),
    storeService: object('v1', 'Service', 'store', {
      spec: { clusterIP: 'None', selector: STORE, ports: [{ port: 6379, targetPort: 6379 }] },
    }),
    job: object('batch/v1', 'Job', 'migrate', { spec: { template: template({ app: 'migrate' }, job()) } }),
    cron: object('batch/v1', 'CronJob', 'report', {
      spec: { schedule: '30 3 * * 1', jobTemplate: { spec: { template: template({ app: 'report' }, job()) } } },
    }),
    role: object('rbac.authorization.k8s.io/v1', 'Role', 'web', {
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
    }),
    binding: object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'web', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' },
      subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
    }),
    deny: object('networking.k8s.io/v1', 'NetworkPolicy', 'default-deny', {
      ...policy({}, { policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }),
    }),
    policy: object('networking.k8s.io/v1', 'NetworkPolicy', 'web', {
      ...policy(
        { matchLabels: LABELS },
        {
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }],
        },
      ),
    }),
  };
}

export const podOf = (workload: Fields): Fields => workload.spec.template.spec;
export const main = (workload: Fields): Fields => podOf(workload).containers[0];
