/** Hand-written objects that a started cluster must bring up. */

const labels = (app: string) => ({ app });

function template(app: string, volumeMounts: object[] = []): object {
  return {
    metadata: { labels: labels(app) },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: labels(app) },
        },
      ],
      containers: [
        {
          name: app,
          image: `example.com/${app}:1.0`,
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts,
        },
      ],
    },
  };
}

function object(apiVersion: string, kind: string, name: string, rest: object): object {
  return { apiVersion, kind, metadata: { name, ...(kind === 'Namespace' ? {} : { namespace: 'check' }) }, ...rest };
}

const job = { spec: { template: { spec: { restartPolicy: 'Never', ...(template('job') as { spec: object }).spec } } } };

/** A namespace that enforces `restricted`, a Deployment, a StatefulSet with volumes, a Service, a budget and a Job. */
export const WORKLOADS = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'check', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
    object('apps/v1', 'Deployment', 'web', {
      spec: { replicas: 3, selector: { matchLabels: labels('web') }, template: template('web') },
    }),
    object('apps/v1', 'StatefulSet', 'store', {
      spec: {
        replicas: 3,
        serviceName: 'store',
        selector: { matchLabels: labels('store') },
        // The switch is off in every version here: the server drops the field silently.
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } },
        template: template('store', [{ name: 'data', mountPath: '/data' }]),
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      },
    }),
    object('v1', 'Service', 'store', {
      spec: { clusterIP: 'None', selector: labels('store'), ports: [{ name: 'tcp', port: 6379 }] },
    }),
    object('policy/v1', 'PodDisruptionBudget', 'store', {
      spec: { minAvailable: 3, selector: { matchLabels: labels('store') } },
    }),
    object('batch/v1', 'Job', 'job', job),
  ],
};

/** Forbidden by `restricted`. */
export const PRIVILEGED_POD = object('v1', 'Pod', 'bad', {
  spec: { containers: [{ name: 'bad', image: 'example.com/bad:1.0', securityContext: { privileged: true } }] },
});
