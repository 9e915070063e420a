/** The policies of Envoy Gateway for the requests of a route. Its chart installs their definitions. */
export const BACKEND_TRAFFIC_POLICY = {
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'BackendTrafficPolicy',
} as const;
export const SECURITY_POLICY = { apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'SecurityPolicy' } as const;
