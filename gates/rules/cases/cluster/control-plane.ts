/** The API server, the kubelets, and the volumes that kubelets know. */
import { type Case, type Cases, type Series, series } from '../../case';
import { changing, lasting } from './lasting';

const api = (name: string, more = {}): string => series(name, { job: 'apiserver', instance: '10.0.0.1:6443', ...more });
const requests = (failed: number): Series => ({
  [api('apiserver_request_total', { code: '200', verb: 'GET' })]: [[0, '12h', 100]],
  [api('apiserver_request_total', { code: '500', verb: 'GET' })]: [[0, '12h', failed]],
});
const burn = (alert: string, fires: string, few: number): readonly Case[] => [
  { says: 'one of eleven requests fails', alert, every: '1m', series: requests(10), fires },
  { says: 'few requests fail', alert, every: '1m', series: requests(few), silent: '6h' },
];
const took = (perMinute: number): Series => ({
  [api('apiserver_request_sli_duration_seconds_sum', { verb: 'LIST' })]: [[0, '2h', perMinute]],
  [api('apiserver_request_sli_duration_seconds_count', { verb: 'LIST' })]: [[0, '2h', 60]],
});
const expires = (soon: number): Series =>
  Object.fromEntries(
    [['86400', soon] as const, ['604800', soon] as const, ['2592000', 10] as const, ['+Inf', 10] as const].map(
      ([le, perMinute]) => [
        api('apiserver_client_certificate_expiration_seconds_bucket', { le }),
        [[0, '3h', perMinute]],
      ],
    ),
  );

export const apiServer: Cases = {
  about: 'cluster/api-server',
  cases: [
    ...lasting({
      alert: 'ApiServerDown',
      says: 'no API server answers',
      bad: 0,
      good: 1,
      after: 5,
      make: changing(api('up')),
    }),
    ...burn('ApiServerBurn1h', '30m', 0.5),
    ...burn('ApiServerBurn6h', '1h', 0.5),
    ...burn('ApiServerBurn1d', '3h', 0.2),
    { says: 'requests take two seconds', alert: 'ApiServerSlow', series: took(120), fires: '25m' },
    { says: 'requests take half a second', alert: 'ApiServerSlow', series: took(30), silent: '1h' },
    { says: 'a certificate is valid for hours', alert: 'ClientCertificateExpires', series: expires(10), fires: '70m' },
    {
      says: 'all certificates are valid for weeks',
      alert: 'ClientCertificateExpires',
      series: expires(0),
      silent: '2h',
    },
    ...lasting({
      alert: 'ApiUnavailable',
      says: 'the API of metrics is not served',
      bad: 1,
      good: 0,
      after: 10,
      make: changing(api('aggregator_unavailable_apiservice', { name: 'v1beta1.metrics.k8s.io' })),
    }),
  ],
};

const kubelet = (name: string, more = {}): string =>
  series(name, { job: 'kubelet', instance: 'n1', node: 'n1', ...more });
const up = changing(kubelet('up'));
const relist = (fast: number): Series =>
  Object.fromEntries(
    [['5', fast] as const, ['30', 10] as const, ['+Inf', 10] as const].map(([le, perMinute]) => [
      kubelet('kubelet_pleg_relist_duration_seconds_bucket', { le }),
      [[0, '1h', perMinute]],
    ]),
  );

export const kubelets: Cases = {
  about: 'cluster/kubelets',
  cases: [
    ...lasting({ alert: 'KubeletDown', says: 'a kubelet does not answer', bad: 0, good: 1, after: 15, make: up }),
    ...lasting({ alert: 'KubeletsAbsent', says: 'no kubelet answers', bad: 0, good: 1, after: 15, make: up }),
    ...lasting({
      alert: 'KubeletCertificateExpires',
      says: 'a certificate is valid for a day',
      bad: 86_400,
      good: 3_000_000,
      after: 60,
      make: changing(kubelet('kubelet_certificate_manager_client_ttl_seconds')),
    }),
    { says: 'a kubelet needs more than ten seconds', alert: 'KubeletSlow', series: relist(0), fires: '15m' },
    { says: 'a kubelet needs less than five seconds', alert: 'KubeletSlow', series: relist(10), silent: '50m' },
  ],
};

const volume = (stat: string): string =>
  kubelet(`kubelet_volume_stats_${stat}`, { namespace: 'shop', persistentvolumeclaim: 'data' });
const pairs = [
  ['ClaimNearlyFull', 'ClaimFilling', 'available_bytes', 'capacity_bytes'],
  ['ClaimInodesNearlyUsed', 'ClaimInodesFilling', 'inodes_free', 'inodes'],
] as const;

export const claims: Cases = {
  about: 'cluster/claims',
  cases: pairs.flatMap(([full, filling, free, all]): Case[] => [
    ...lasting({
      alert: full,
      says: 'a volume has one hundredth left',
      bad: 1,
      good: 50,
      after: 5,
      make: changing(volume(free), { [volume(all)]: 100 }),
    }),
    {
      says: 'a volume that loses three hundredths in ten hours is told',
      alert: filling,
      every: '5m',
      series: { [volume(free)]: [[14, '10h', -0.005]], [volume(all)]: [[100, '10h']] },
      fires: '4h',
    },
    {
      says: 'a volume with enough room is not extrapolated',
      alert: filling,
      every: '5m',
      series: { [volume(free)]: [[50, '10h', -0.02]], [volume(all)]: [[100, '10h']] },
      silent: '9h',
    },
  ]),
};
