/** Fills VictoriaLogs beyond its size. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Logs } from '../../lib';
import { type Findings, finding } from './findings';
import { Server, until } from './process';
import { flagsOf } from './synthesize';

const PORT = 19429;
const URL_OF_STORE = `http://127.0.0.1:${PORT}`;
const DAY = 24 * 3_600_000;
const DAYS = 5;
/** Lines of each day, which cannot be compressed: 2 MB. */
const LINES = 2_000;
const BYTES = 1_000;
/** The size of the data is smaller than that of three days. */
const SIZE = 5_000_000;

/** Writes five days of lines into a store for two of them, with its flags except the size and the places, and judges which days it keeps. */
export async function deleteTheOldest(program: string, directory: string): Promise<Findings> {
  const args = flagsOf({ logs: Logs.victoria() }, 'victoria').map((flag) =>
    flag
      .replace(/^(-storageDataPath=).*/, `$1${path.join(directory, 'full')}`)
      .replace(/^(-httpListenAddr=).*/, `$1127.0.0.1:${PORT}`)
      .replace(/^(-retention\.maxDiskSpaceUsageBytes=).*/, `$1${SIZE}`),
  );
  const store = new Server(path.join(directory, 'full.log'), program, args, `${URL_OF_STORE}/health`);
  await store.start();
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    await write(day);
    // Lines can be read about a second after they are written, and none of these days is too much yet.
    if (day >= DAYS - 2) await until('lines can be read', async () => (await count(day)) === LINES);
  }
  let kept: readonly number[] = [];
  await until('the oldest days are deleted', async () => {
    kept = await Promise.all(Array.from({ length: DAYS }, (_, day) => count(day)));
    return kept[0] === LINES && kept.at(-1) === 0;
  }).catch(() => {});
  await store.end('SIGTERM');
  const newest = kept[0] === LINES && kept[1] === LINES;
  const text = `a store that is full deletes its oldest days: ${kept.join(', ')} lines are kept, the newest day first`;
  return [finding(kept.at(-1) === 0 && newest, text)];
}

/** https://docs.victoriametrics.com/victorialogs/data-ingestion/#json-stream-api */
async function write(daysAgo: number): Promise<void> {
  const time = new Date(Date.now() - daysAgo * DAY).toISOString();
  const line = (): string =>
    JSON.stringify({ time, day: `${daysAgo}`, text: randomBytes((BYTES * 3) / 4).toString('base64') });
  const body = Array.from({ length: LINES }, line).join('\n');
  const fields = new URLSearchParams({ _time_field: 'time', _msg_field: 'text', _stream_fields: 'day' });
  const answer = await fetch(`${URL_OF_STORE}/insert/jsonline?${fields}`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`the store must take lines, got ${answer.status}`);
}

async function count(daysAgo: number): Promise<number> {
  const query = new URLSearchParams({ query: `_time:${DAYS + 1}d {day="${daysAgo}"} | stats count() lines` });
  const text = await (await fetch(`${URL_OF_STORE}/select/logsql/query?${query}`)).text();
  return Number(JSON.parse(text.trim() || '{}')['lines'] ?? 0);
}
