import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context';
import type { Bucket } from '../../objects/bucket';
import type { Database } from '../../postgres/database';
import type { Version } from '../../postgres/synthesize';

/** State that the scenarios of one lane share. */
export interface Shared {
  readonly version: Version;
  bucket: Bucket | undefined;
}

export function bucketOf({ bucket }: Shared): Bucket {
  return bucket ?? assert.fail('the lane has no bucket yet');
}

/** Waits until the container's log contains these words. */
export async function says(database: Database, words: string, seconds = 40): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const { pod } = database;
    if (pod && `${pod.reasons.join(', ')} ${pod.lastLines(6)}`.includes(words)) return true;
    await sleep(250);
  }
  return false;
}

/** Waits until everything that the server has written so far is in the object store. */
export async function archived(database: Database): Promise<void> {
  const segment = await database.sql('SELECT pg_walfile_name(pg_switch_wal())');
  const end = Date.now() + 90_000;
  while (Date.now() < end) {
    const last = await database.sql("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver");
    if (last.slice(8, 24) >= segment.slice(8, 24)) return;
    await sleep(500);
  }
  assert.fail(`${segment} was not archived within 90 s\n${database.pod?.lastLines(5)}`);
}

/** Runs the pod of a CronJob to its end. */
export async function job(
  context: Context,
  name: string,
): Promise<{ readonly succeeded: boolean; readonly log: string }> {
  const pod = await context.cluster.run(context.namespace, 'CronJob', name, 240);
  return { succeeded: pod.succeeded === true, log: pod.lastLines(4) };
}
