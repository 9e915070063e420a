import type { StoreDescription } from '../../description';
import { PORT, type Postgres } from './options';

/** Where the server is, and the replicas where they answer. */
export interface Front {
  readonly service: string;
  /** @default - nobody but the server can be read from */
  readonly reading?: string;
  /** Whether the server refuses connections that are not encrypted. */
  readonly tls: boolean;
}

/**
 * `ORDERS_HOST`, `ORDERS_PORT`, `ORDERS_USER`, `ORDERS_DATABASE`, `ORDERS_PASSWORD`, `ORDERS_URL`; `ORDERS_READ_HOST` where replicas
 * answer, and `ORDERS_CA_FILE` where connections are encrypted: the `sslrootcert` of most drivers.
 */
export function binding({ database, user }: Postgres, { service, reading, tls }: Front): StoreDescription['bind'] {
  return ({ prefix, credentials }, { password, authority, host }) => {
    const where = host(service);
    const named = (values: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value]));
    const env = named({
      HOST: where,
      PORT: `${PORT}`,
      ...(reading === undefined ? {} : { READ_HOST: host(reading), READ_PORT: `${PORT}` }),
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
