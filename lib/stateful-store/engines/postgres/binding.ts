import type { StoreDescription } from '../../description';
import { PORT, type Postgres } from './options';

/**
 * `ORDERS_HOST`, `ORDERS_PORT`, `ORDERS_USER`, `ORDERS_DATABASE`, `ORDERS_PASSWORD`, `ORDERS_URL`, and `ORDERS_READ_HOST` where
 * replicas answer.
 */
export function binding({ database, user }: Postgres, service: string, reading?: string): StoreDescription['bind'] {
  return ({ prefix, credentials }, { password, host }) => {
    const where = host(service);
    const env = {
      [`${prefix}_HOST`]: where,
      [`${prefix}_PORT`]: `${PORT}`,
      ...(reading === undefined ? {} : { [`${prefix}_READ_HOST`]: host(reading), [`${prefix}_READ_PORT`]: `${PORT}` }),
      [`${prefix}_USER`]: user,
      [`${prefix}_DATABASE`]: database,
    };
    if (credentials === 'files') {
      return {
        env: { ...env, [`${prefix}_URL`]: `postgresql://${user}@${where}:${PORT}/${database}` },
        files: { [`${prefix}_PASSWORD_FILE`]: password },
      };
    }
    const url = `postgresql://${user}:$(${prefix}_PASSWORD)@${where}:${PORT}/${database}`;
    return { env: { ...env, [`${prefix}_PASSWORD`]: password, [`${prefix}_URL`]: url } };
  };
}
