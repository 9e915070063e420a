import { BACKEND_TRAFFIC_POLICY, SECURITY_POLICY } from '../../../cluster/envoy-gateway';
import type { JsonObject } from '../../../manifest/json';
import type { Column, RouteFacts, Translation } from '../translation';
import { GATEWAY_API } from './gateway-api';

/** A policy of Envoy Gateway for the HTTPRoute of the app. A route has one of each kind, so that its features are parts of it. */
const policy = (
  of: { readonly apiVersion: string; readonly kind: string },
  route: RouteFacts,
  spec: JsonObject,
): Translation => {
  const target = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: route.name };
  return { objects: [{ ...of, suffix: 'routing', spec: { targetRefs: [target], ...spec } }] };
};

/** The column of Envoy Gateway: the filters of every Gateway, and its policies. */
export const ENVOY_GATEWAY: Column = {
  title: 'Envoy Gateway',
  page: 'https://gateway.envoyproxy.io/docs/api/extension_types/',
  cells: {
    ...GATEWAY_API.cells,
    /** Each proxy counts by itself. */
    rateLimit: {
      by: 'BackendTrafficPolicy `rateLimit.local`',
      translate: ({ requests, seconds }, route) => {
        const limit = { requests, unit: seconds === 1 ? 'Second' : 'Minute' };
        const rules = ['0.0.0.0/0', '::/0'].map((value) => ({
          clientSelectors: [{ sourceCIDR: { type: 'Distinct', value } }],
          limit,
        }));
        return policy(BACKEND_TRAFFIC_POLICY, route, { rateLimit: { type: 'Local', local: { rules } } });
      },
    },
    basicAuth: {
      by: 'SecurityPolicy `basicAuth`',
      translate: (name, route) => policy(SECURITY_POLICY, route, { basicAuth: { users: { name } } }),
    },
    authService: {
      by: 'SecurityPolicy `extAuth`',
      refuses: ({ target }, namespace) =>
        target.namespace === namespace ? undefined : 'move the service to the namespace of the app',
      translate: ({ target, path, headers }, route) => {
        const { service: name, port } = target;
        const http = {
          backendRefs: [{ name, port }],
          headersToBackend: headers.length > 0 ? [...headers] : undefined,
          pathOverride: path,
        };
        return policy(SECURITY_POLICY, route, { extAuth: { http } });
      },
    },
    maxBody: {
      by: 'BackendTrafficPolicy `requestBuffer`',
      translate: (bytes, route) => policy(BACKEND_TRAFFIC_POLICY, route, { requestBuffer: { limit: `${bytes}` } }),
    },
    sticky: {
      by: 'BackendTrafficPolicy `loadBalancer`',
      translate: ({ cookie: name, maxAge }, route) => {
        const cookie = { name, ttl: maxAge === undefined ? undefined : `${maxAge}s` };
        const loadBalancer = { type: 'ConsistentHash', consistentHash: { type: 'Cookie', cookie } };
        return policy(BACKEND_TRAFFIC_POLICY, route, { loadBalancer });
      },
    },
  },
};
