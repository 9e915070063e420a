import type { StoreDescription } from '../../description';
import { PORT, type Postgres } from './options';

/** Services of the server and of its replicas. */
export interface ServerServices {
  readonly service: string;
  /** @default - only the primary can be read */
  readonly readService?: string;
  /** True if the server refuses connections that are not encrypted. */
  readonly tls: boolean;
}

/**
 * Returns `ORDERS_HOST`, `ORDERS_PORT`, `ORDERS_USER`, `ORDERS_DATABASE`, `ORDERS_PASSWORD` and `ORDERS_URL`;
 * `ORDERS_READ_HOST`
 * with replicas; and `ORDERS_CA_FILE` with encrypted connections: the `sslrootcert` of most drivers.
 */
export function binding(
  { database, user }: Postgres,
  { service, readService, tls }: ServerServices,
): StoreDescription['bind'] {
  return ({ prefix, credentials }, { password, authority, host }) => {
    const where = host(service);
    const named = (values: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value]));
    const env = named({
      HOST: where,
      PORT: `${PORT}`,
      ...(readService === undefined ? {} : { READ_HOST: host(readService), READ_PORT: `${PORT}` }),
      USER: user,
      DATABASE: database,
    });
    const trusted = authority ? { [`${prefix}_CA_FILE`]: authority } : {};
    const url = (secret: string): Record<string, string> => {
      const query = tls ? '?sslmode=verify-full' : '';
      return named({ URL: `postgresql://${user}${secret}@${where}:${PORT}/${database}${query}` });
    };
    if (credentials === 'files') {
      return { env: { ...env, ...url('') }, files: { [`${prefix}_PASSWORD_FILE`]: password, ...trusted } };
    }
    return { env: { ...env, [`${prefix}_PASSWORD`]: password, ...url(`:$(${prefix}_PASSWORD)`) }, files: trusted };
  };
}
