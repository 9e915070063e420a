/** Clients at full speed: they fill a store to its capacity, and overwrite all of it until they are ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { track } from '../../cluster/cleanup';
import { inRoot } from './in-root';
import type { Common, Server } from './valkey-server';

const STEP = 1_000;

/** Data and its overhead, in bytes, without backlog, clients and the server itself. */
export async function dataOf(server: Server): Promise<number> {
  const info = await server.info();
  const rest = ['mem_total_replication_buffers', 'mem_clients_normal', 'used_memory_startup'];
  return rest.reduce((sum, name) => sum - Number(info[name] ?? 0), Number(info['used_memory']));
}

/** Writes keys until there are `bytes` of data. @returns the number of keys, and the first refusal */
export async function fill(
  server: Server,
  bytes: number,
  size: number,
): Promise<{ readonly keys: number; readonly refused: string | undefined }> {
  const socket = net.connect(server.port, '127.0.0.1');
  const value = 'x'.repeat(size);
  let keys = 0;
  let refused: string | undefined;
  const step = Math.max(20, Math.min(STEP, Math.floor(bytes / 200 / (size + 60))));
  while (refused === undefined && (keys % (10 * step) !== 0 || (await dataOf(server)) < bytes)) {
    const from = keys;
    const commands = Array.from({ length: step }, (_, at) => {
      const key = `key:${`${from + at}`.padStart(12, '0')}`;
      return `*3\r\n$3\r\nSET\r\n$16\r\n${key}\r\n$${size}\r\n${value}\r\n`;
    });
    socket.write(commands.join(''));
    let said = '';
    while (said.split('\r\n').length <= step) said += `${(await once(socket, 'data'))[0]}`;
    refused = /^-.*/m.exec(said)?.[0];
    keys += step;
  }
  socket.destroy();
  return { keys, refused };
}

/** Overwrites the keys in random order. @returns a function that ends it */
export function overwrite(
  { root, program, directory }: Common,
  server: Server,
  keys: number,
  size: number,
): () => void {
  const rate = ['-c', '20', '-P', '16', '-n', '2000000000', '-q'];
  const words = [
    `${program}-benchmark`,
    '-p',
    `${server.port}`,
    '-t',
    'set',
    '-r',
    `${keys}`,
    '-d',
    `${size}`,
    ...rate,
  ];
  const child = spawn('unshare', inRoot(root, directory, words), { stdio: 'ignore', detached: true });
  track(child);
  return () => {
    child.kill('SIGKILL');
  };
}
