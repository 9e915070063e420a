import { BACKEND_POLICY } from '../../../cluster/google';
import type { JsonObject } from '../../../manifest/json';
import type { Column, RouteFacts, Translation } from '../translation';
import { GATEWAY_API } from './gateway-api';
import { GOOGLE_LONGEST, ofCloud } from './texts';

/** A policy for the Service of the app, which has one for all of its features. */
const policy = ({ name }: RouteFacts, settings: JsonObject): Translation => ({
  objects: [
    {
      ...BACKEND_POLICY,
      suffix: 'routing',
      spec: { default: settings, targetRef: { group: '', kind: 'Service', name } },
    },
  ],
});

/** The column of Gateways of GKE: the filters that they know, and a policy for what Google's load balancers do. */
export const GKE_GATEWAY_COLUMN: Column = {
  title: 'GKE Gateway',
  page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources',
  cells: {
    ...GATEWAY_API.cells,
    cors: { lacks: 'a Gateway of GKE does not know the filter; let the app answer preflight requests' },
    timeout: {
      by: 'GCPBackendPolicy `timeoutSec`',
      translate: (timeoutSec, route) => policy(route, { timeoutSec }),
    },
    sticky: {
      by: 'GCPBackendPolicy `sessionAffinity`',
      refuses: (sticky) => ofCloud(sticky, 'Google', GOOGLE_LONGEST),
      translate: ({ maxAge: cookieTtlSec }, route) =>
        policy(route, { sessionAffinity: { type: 'GENERATED_COOKIE', cookieTtlSec } }),
    },
  },
};
