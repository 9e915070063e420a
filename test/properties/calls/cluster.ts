import { type Chart, Duration, Size } from 'cdk8s';
import { AddOn, Cluster, Engine, StatefulStore, Vault, WebApp } from '../../../lib';
import { testChart } from '../../support/charts';
import { type Call, image } from './support';

const installed = (addOn: AddOn): Chart => {
  const made = testChart();
  Cluster.generic({ installed: [addOn] }).attachTo(made);
  new WebApp(made, 'web', { image, host: 'shop.example.com' });
  return made;
};
const on = (cluster: Cluster): Chart => {
  const made = testChart();
  cluster.attachTo(made);
  new WebApp(made, 'web', { image, host: 'shop.example.com' });
  new StatefulStore(made, 'sessions', { engine: Engine.valkey() });
  return made;
};
const cluster = () => [
  {
    version: '1.34',
    zones: ['a', 'b', 'c'],
    domain: 'cluster.local',
    storageClass: 'fast',
    volumeExpansion: true,
    nodeMemory: Size.gibibytes(16),
    ingressClass: 'nginx',
    ingressNamespaces: ['ingress'],
    loadBalancerRanges: ['10.0.0.0/8'],
    apiServer: ['10.96.0.1/32'],
    nodeRanges: ['10.1.0.0/16'],
    apiServerPorts: [443],
    answers: { coreDns: false },
    cni: 'calico',
    openNetwork: undefined,
    deregistration: Duration.seconds(30),
    installed: [AddOn.keda()],
  },
];
const clusters = { args: cluster, use: on };

/** Calls of clusters and add-ons. */
export const CLUSTER: Readonly<Record<string, Call>> = {
  'AddOn.argoCd': { args: () => [], use: installed },
  'AddOn.argoRollouts': { args: () => [], use: installed },
  'AddOn.certManager': { args: () => [{ issuer: 'ca', kind: 'Issuer' }], use: installed },
  'AddOn.cilium': { args: () => [], use: installed },
  'AddOn.cloudNativePg': { args: () => [{ namespace: 'cnpg', barmanCloud: true }], use: installed },
  'AddOn.externalSecrets': {
    args: () => [{ store: 'vault', kind: 'SecretStore' }],
    use: installed,
    also: { '0.store': ['text', 'Vault'] },
  },
  'AddOn.gateway': { args: () => [{ name: 'edge', namespace: 'edge', https: 'https', http: 'http' }], use: installed },
  'AddOn.keda': { args: () => [{ namespace: 'keda' }], use: installed },
  'AddOn.kyverno': { args: () => [], use: installed },
  'AddOn.prometheus': { args: () => [{ url: 'http://prometheus.monitoring:9090' }], use: installed },
  'AddOn.prometheusAdapter': { args: () => [], use: installed },
  'AddOn.reloader': { args: () => [], use: installed },
  'AddOn.secretsStoreCsi': {
    args: () => [{ vault: Vault.kubernetes({ address: 'https://vault.example.com:8200', role: 'a' }) }],
    use: installed,
    also: { '0.vault': ['Vault'] },
  },
  'AddOn.trivyOperator': { args: () => [], use: installed },
  'AddOn.velero': { args: () => [{ namespace: 'velero' }], use: installed },
  'AddOn.verticalPodAutoscaler': { args: () => [], use: installed },
  'AddOn.volumeSnapshots': { args: () => [], use: installed },
  'Cluster.addOn': { on: () => Cluster.generic(), args: () => ['keda'] },
  'Cluster.aks': clusters,
  'Cluster.attachTo': { on: () => Cluster.generic(), args: () => [testChart()] },
  'Cluster.eks': clusters,
  'Cluster.eksAuto': clusters,
  'Cluster.generic': clusters,
  'Cluster.gke': clusters,
  'Cluster.has': { on: () => Cluster.generic(), args: () => ['nativeSidecars'] },
  'Cluster.k3s': clusters,
  'Cluster.kind': clusters,
  'Cluster.openshift': clusters,
  'Cluster.of': { args: () => [testChart()] },
  'Vault.kubernetes': {
    args: () => [
      { address: 'https://vault.example.com:8200', role: 'a', mount: 'secret', authMount: 'kubernetes', name: 'vault' },
    ],
    use: (store: never) => installed(AddOn.externalSecrets({ store })),
  },
};
