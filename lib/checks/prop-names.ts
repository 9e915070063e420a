import { closest } from './closest';

/** Words of Kubernetes, Helm charts, AWS and other libraries, and the props that stand for them here. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  accessKey: ['accessKeyId'],
  activeDeadlineSeconds: ['timeout'],
  affinity: ['nodeSelector', 'spread'],
  allowFrom: ['ranges'],
  autoscaling: ['scaling'],
  backoffLimit: ['retries'],
  certificate: ['tls'],
  concurrencyPolicy: ['concurrency'],
  containerPort: ['port'],
  cpuRequest: ['cpu'],
  cron: ['schedule'],
  dnsConfig: ['dns'],
  domain: ['host'],
  envFrom: ['env'],
  environment: ['env'],
  hpa: ['scaling'],
  imagePullSecret: ['imagePullSecrets'],
  ingress: ['host'],
  initialDelaySeconds: ['startup'],
  limits: ['memory', 'cpuLimit'],
  livenessProbe: ['health'],
  maxReplicas: ['max', 'scaling'],
  minReadySeconds: ['minReady'],
  minReplicas: ['min', 'scaling'],
  nodes: ['nodeSelector'],
  password: ['adminPassword', 'credentials'],
  pdb: ['budget'],
  periodSeconds: ['every'],
  podDisruptionBudget: ['budget'],
  podSecurityStandard: ['podSecurity'],
  priority: ['priorityClass'],
  priorityClassName: ['priorityClass'],
  probes: ['health'],
  progressDeadlineSeconds: ['progressDeadline'],
  pullSecrets: ['imagePullSecrets'],
  readinessProbe: ['health'],
  requests: ['memory', 'cpu'],
  resources: ['memory', 'cpu'],
  retention: ['keep', 'volumeRetention'],
  runAsGroup: ['group'],
  runAsUser: ['user'],
  secretKey: ['secretAccessKey'],
  secrets: ['secretFiles', 'credentials'],
  securityContext: ['user', 'group'],
  serviceAccount: ['cloudIdentity', 'permissions'],
  serviceAccountName: ['cloudIdentity', 'permissions'],
  size: ['storage'],
  startingDeadlineSeconds: ['startingDeadline'],
  startupProbe: ['health'],
  storageClassName: ['storageClass'],
  surge: ['maxSurge'],
  targetPort: ['port'],
  terminationGracePeriodSeconds: ['gracePeriod'],
  timezone: ['timeZone'],
  topologySpreadConstraints: ['spread'],
  ttlSecondsAfterFinished: ['ttl'],
  unavailable: ['maxUnavailable'],
  updateStrategy: ['strategy'],
  volumeMounts: ['writable', 'files', 'secretFiles'],
  volumes: ['writable', 'files', 'secretFiles'],
};

/** Returns how to go on from a prop that there is not: by the one that is meant, else by all that there are. */
export function insteadOf(name: string, known: readonly string[]): string {
  const [word] = Object.keys(ELSEWHERE).filter((other) => other.toLowerCase() === name.toLowerCase());
  const meant = (ELSEWHERE[word ?? ''] ?? []).filter((prop) => known.includes(prop));
  const near = closest(name, known);
  if (meant.length > 0) return `did you mean ${meant.join(', ').replace(/, (\w+)$/, ' and $1')}`;
  if (near !== undefined) return `did you mean ${near}`;
  return known.length > 0 ? `use one of ${[...known].sort().join(', ')}` : 'leave it out';
}
