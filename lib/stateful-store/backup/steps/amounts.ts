import { Cpu } from 'cdk8s-plus-27';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const HOUR = 3600;

/** Bytes a second that a run copies: on slow disks, with one CPU that compresses, and read back from the object store. */
const PACE = 20 * MIB;

/** Files that are uploaded at once, and the parts of each. */
const FILES = 2;
const PARTS = 4;
/** The number of parts of one object, with room to spare: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 9000;

/** Returns the seconds that a run may take which handles `bytes` so many times: whole hours, at least one. */
export function timeFor(bytes: number, times: number): number {
  return Math.max(1, Math.ceil((bytes * times) / PACE / HOUR)) * HOUR;
}

/** Returns the CPU that a step requests: a tenth for every 10 GiB, at most two. */
export function cpuFor(bytes: number): Cpu {
  return Cpu.millis(Math.min(2000, 100 * Math.max(1, Math.ceil(bytes / (10 * GIB)))));
}

/** The variables of rclone for an upload, and the memory for the parts that it holds. */
export interface Upload {
  readonly env: Readonly<Record<string, string>>;
  /** In bytes. */
  readonly memory: number;
}

/**
 * Returns the settings of an upload of files that have at most `bytes`. rclone keeps in memory every part that it sends:
 * https://rclone.org/s3/#multipart-uploads
 */
export function uploadOf(bytes: number): Upload {
  const chunk = Math.max(8, Math.ceil(bytes / MOST_PARTS / MIB));
  const parts = { CHUNK_SIZE: `${chunk}Mi`, UPLOAD_CONCURRENCY: `${PARTS}` };
  const of = (backend: string): readonly (readonly [string, string])[] =>
    Object.entries(parts).map(([name, value]) => [`RCLONE_${backend}_${name}`, value]);
  return {
    env: { RCLONE_TRANSFERS: `${FILES}`, ...Object.fromEntries([...of('S3'), ...of('AZUREBLOB')]) },
    memory: (192 + FILES * PARTS * chunk) * MIB,
  };
}
