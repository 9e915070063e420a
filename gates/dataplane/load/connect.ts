/** Connects as an application does, with the variables of the store's binding: through Sentinel, or to a proxy. */
import Redis, { type RedisOptions } from 'ioredis';

/** Reads `PREFIX_SENTINELS`, `PREFIX_MASTER_NAME`, `PREFIX_PASSWORD` … or `PREFIX_HOST`. @throws if a variable is missing */
export function optionsFrom(env: NodeJS.ProcessEnv, prefix: string): RedisOptions {
  const value = (name: string): string => {
    const found = env[`${prefix}_${name}`];
    if (found === undefined) throw new Error(`the binding must set ${prefix}_${name}`);
    return found;
  };
  const password = value('PASSWORD');
  if (env[`${prefix}_SENTINELS`] === undefined) {
    return { host: value('HOST'), port: Number(value('PORT')), username: env[`${prefix}_USERNAME`], password };
  }
  const sentinels = value('SENTINELS')
    .split(',')
    .map((address) => {
      const [host = '', port = '26379'] = address.split(':');
      return { host, port: Number(port) };
    });
  return {
    sentinels,
    name: value('MASTER_NAME'),
    password,
    sentinelPassword: env[`${prefix}_SENTINEL_PASSWORD`] ?? password,
    username: env[`${prefix}_USERNAME`],
    sentinelUsername: env[`${prefix}_SENTINEL_USERNAME`],
  };
}

/** A connection to the primary. The times are what a service with a deadline of about a second would choose. */
export function connect(env: NodeJS.ProcessEnv, prefix: string): Redis {
  // `failoverDetector` stays off: an announcement that comes in while ioredis 6.0 reconnects ends the client for good.
  const client = new Redis({
    ...optionsFrom(env, prefix),
    role: 'master',
    updateSentinels: false,
    connectTimeout: 500,
    sentinelCommandTimeout: 300,
    socketTimeout: 1_000,
    sentinelRetryStrategy: () => 100,
    retryStrategy: () => 50,
    maxRetriesPerRequest: 20,
    // A demoted primary refuses writes: look for the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  client.on('error', () => {});
  return client;
}
