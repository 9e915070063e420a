/** Asks one server or Sentinel one thing, from the node, without Sentinel in between. */
import Redis from 'ioredis';

export interface Login {
  readonly username?: string | undefined;
  readonly password: string;
}

const PATIENCE_MS = 2_000;

/** A connection that does not come back once it is lost. */
export function direct(address: string, port: number, { username, password }: Login, timeout = PATIENCE_MS): Redis {
  const client = new Redis({
    host: address,
    port,
    username,
    password,
    protocol: 2,
    enableReadyCheck: false,
    connectTimeout: timeout,
    commandTimeout: timeout,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => {});
  return client;
}

/** The reply to one command, or `undefined` when none came. */
export async function ask(
  address: string,
  port: number,
  login: Login,
  ...words: [string, ...string[]]
): Promise<unknown> {
  const client = direct(address, port, login);
  try {
    const [command, ...args] = words;
    return await client.call(command, ...args);
  } catch (error) {
    return (error as Error).name === 'ReplyError' ? (error as Error).message : undefined;
  } finally {
    client.disconnect();
  }
}

/** `name:value` lines of INFO. */
export function parseInfo(text: unknown): Readonly<Record<string, string>> {
  const lines = `${text ?? ''}`.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/** A flat list of names and values, as Sentinel gives it. */
export function parsePairs(list: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]]));
}
