import type { HeaderChange } from '../props';
import type { Cell, Column } from '../translation';
import { GOOGLE_LONGEST, ofCloud } from './texts';

const LACKS = 'GKE Ingress has no equal for it; let the app do it, or use a Gateway';
/** The column of GKE Ingress: fields of the BackendConfig of the Service. */
export const GKE_INGRESS: Column = {
  title: 'GKE Ingress',
  page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration',
  cells: {
    redirects: { lacks: LACKS },
    rateLimit: { lacks: LACKS },
    basicAuth: { lacks: LACKS },
    authService: { lacks: LACKS },
    cors: { lacks: LACKS },
    maxBody: { lacks: LACKS },
    timeout: {
      by: 'BackendConfig `timeoutSec`',
      translate: (timeoutSec) => ({ backendConfig: { timeoutSec } }),
    },
    sticky: {
      by: 'BackendConfig `sessionAffinity`',
      refuses: (sticky) => ofCloud(sticky, 'Google', GOOGLE_LONGEST),
      translate: ({ maxAge: affinityCookieTtlSec }) => ({
        backendConfig: { sessionAffinity: { affinityType: 'GENERATED_COOKIE', affinityCookieTtlSec } },
      }),
    },
    requestHeaders: headers('customRequestHeaders'),
    responseHeaders: headers('customResponseHeaders'),
    mirror: { lacks: LACKS },
    rewrite: { lacks: LACKS },
  },
};

function headers(field: string): Cell<Required<HeaderChange>> {
  return {
    by: `BackendConfig \`${field}\``,
    refuses: ({ remove }) =>
      remove.length === 0 ? undefined : 'GKE Ingress only sets headers; let the app leave them out, or use a Gateway',
    translate: ({ set }) => {
      const list = Object.entries(set).map(([name, value]) => `${name}:${value}`);
      return { backendConfig: { [field]: { headers: list } } };
    },
  };
}
