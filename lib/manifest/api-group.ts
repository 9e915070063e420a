/** Returns the API group of `apps/v1`; empty for the core group. */
export function apiGroup(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
}

/** True for the groups of Kubernetes itself. Those of custom resources are domains, and not `k8s.io`. */
export function isOfKubernetes(apiVersion: string): boolean {
  const group = apiGroup(apiVersion);
  return !group.includes('.') || group.endsWith('.k8s.io');
}
