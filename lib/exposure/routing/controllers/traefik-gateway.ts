import { MIDDLEWARE } from '../../../cluster/traefik';
import type { SettledRouting } from '../settled';
import type { Cell, Column, Lack } from '../translation';
import { GATEWAY_API } from './gateway-api';
import { TRAEFIK } from './traefik';

const [group = ''] = MIDDLEWARE.apiVersion.split('/');

/** The column of a Gateway of Traefik: the filters of every Gateway, and its Middlewares where they have none. */
export const TRAEFIK_GATEWAY: Column = {
  title: 'Traefik as a Gateway',
  page: 'https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/gateway-api/',
  cells: {
    ...GATEWAY_API.cells,
    rateLimit: byFilter('rateLimit'),
    basicAuth: byFilter('basicAuth'),
    authService: byFilter('authService'),
    maxBody: byFilter('maxBody'),
    cors: byFilter('cors'),
  },
};

/** The same Middleware as behind an Ingress, which the route names as a filter. */
function byFilter<F extends keyof SettledRouting>(feature: F): Cell<NonNullable<SettledRouting[F]>> | Lack {
  const cell: Cell<NonNullable<SettledRouting[F]>> | Lack = TRAEFIK.cells[feature];
  if ('lacks' in cell) return cell;
  return {
    by: cell.by,
    translate: (value, route) => {
      const { objects = [] } = cell.translate(value, route);
      const filters = objects.map(({ kind, suffix }) => ({
        type: 'ExtensionRef',
        extensionRef: { group, kind, name: `${route.name}-${suffix}` },
      }));
      return { objects, filters };
    },
  };
}
