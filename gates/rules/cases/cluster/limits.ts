/** Autoscalers, budgets, quotas, and requests against nodes. */
import type { Cases } from '../../case';
import { changing, kube, lasting } from './lasting';

const SHOP = { namespace: 'shop' };
const scaler = (name: string, more = {}): string =>
  kube(`horizontalpodautoscaler_${name}`, { ...SHOP, horizontalpodautoscaler: 'web', ...more });
const budget = (name: string): string => kube(`poddisruptionbudget_${name}`, { ...SHOP, poddisruptionbudget: 'web' });
const quota = (type: string): string =>
  kube('resourcequota', { ...SHOP, resourcequota: 'shop', resource: 'requests.cpu', type });
const node = (name: string, resource: string): string => kube('node_status_allocatable', { node: name, resource });
const requested = (resource: string): string =>
  kube('pod_container_resource_requests', { ...SHOP, pod: 'web-1', container: 'web', node: 'n1', resource });

const overcommitted = (alert: string, resource: string) =>
  lasting({
    alert,
    says: 'pods request more than the smaller of two nodes has',
    bad: 9,
    good: 3,
    after: 60,
    make: changing(requested(resource), { [node('n1', resource)]: 4, [node('n2', resource)]: 8 }),
  });

export const limits: Cases = {
  about: 'cluster/limits',
  cases: [
    ...lasting({
      alert: 'AutoscalerAtMaximum',
      says: 'an autoscaler is at its maximum',
      bad: 10,
      good: 4,
      after: 30,
      make: changing(scaler('status_current_replicas'), {
        [scaler('spec_max_replicas')]: 10,
        [scaler('spec_min_replicas')]: 2,
      }),
    }),
    ...lasting({
      alert: 'AutoscalerBlind',
      says: 'an autoscaler gets no metrics',
      bad: 1,
      good: 0,
      after: 15,
      make: changing(scaler('status_condition', { condition: 'ScalingActive', status: 'false' }), {
        [scaler('status_current_replicas')]: 3,
      }),
    }),
    {
      says: 'an autoscaler at rest has no metrics to read',
      alert: 'AutoscalerBlind',
      series: changing(scaler('status_condition', { condition: 'ScalingActive', status: 'false' }), {
        [scaler('status_current_replicas')]: 0,
      })([[1, '2h']]),
      silent: '1h',
    },
    ...lasting({
      alert: 'DisruptionBudgetBlocksDrain',
      says: 'a budget needs every pod',
      bad: 3,
      good: 2,
      after: 60,
      make: changing(budget('status_desired_healthy'), { [budget('status_expected_pods')]: 3 }),
    }),
    ...lasting({
      alert: 'DisruptionBudgetMissed',
      says: 'fewer pods are healthy than a budget needs',
      bad: 1,
      good: 3,
      after: 15,
      make: changing(budget('status_current_healthy'), { [budget('status_desired_healthy')]: 2 }),
    }),
    ...lasting({
      alert: 'QuotaNearlyUsed',
      says: 'a quota has five hundredths left',
      bad: 95,
      good: 50,
      after: 15,
      make: changing(quota('used'), { [quota('hard')]: 100 }),
    }),
    ...lasting({
      alert: 'QuotaUsed',
      says: 'a quota is used up',
      bad: 100,
      good: 95,
      after: 15,
      make: changing(quota('used'), { [quota('hard')]: 100 }),
    }),
    ...overcommitted('CpuOvercommitted', 'cpu'),
    ...overcommitted('MemoryOvercommitted', 'memory'),
    {
      says: 'a single node has no spare one',
      alert: 'CpuOvercommitted',
      series: changing(requested('cpu'), { [node('n1', 'cpu')]: 4 })([[9, '3h']]),
      silent: '2h',
    },
  ],
};
