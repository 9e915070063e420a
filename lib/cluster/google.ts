/** The custom resources of GKE by which an app says how it is asked for its health. Every cluster of GKE has their definitions. */
export const HEALTH_CHECK_POLICY = { apiVersion: 'networking.gke.io/v1', kind: 'HealthCheckPolicy' } as const;
/** The policy of GKE for the requests to a Service behind a Gateway. */
export const BACKEND_POLICY = { apiVersion: 'networking.gke.io/v1', kind: 'GCPBackendPolicy' } as const;
export const BACKEND_CONFIG = { apiVersion: 'cloud.google.com/v1', kind: 'BackendConfig' } as const;
