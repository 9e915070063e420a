/** The custom resources of Traefik by which an app says what happens to its requests. Its chart installs their definitions. */
export const MIDDLEWARE = { apiVersion: 'traefik.io/v1alpha1', kind: 'Middleware' } as const;
export const SERVERS_TRANSPORT = { apiVersion: 'traefik.io/v1alpha1', kind: 'ServersTransport' } as const;
