import { fail } from '../../../checks/errors';
import { tagOf } from '../../../checks/formats';

const VERSIONS = {
  redis: ['6.2', '7.0', '7.2', '7.4', '8.0', '8.2', '8.4', '8.6', '8.8', '8.10'],
  valkey: ['7.2', '8.0', '8.1', '9.0', '9.1'],
} as const;

/** Abilities that only some supported versions have. A setting that a version does not know stops it from starting. */
export interface Abilities {
  /** Redis 7.0: the append-only file is a directory. */
  readonly logDirectory: boolean;
  /** Redis 7.0: `shutdown-timeout`, the time that an ending primary waits for its replicas. */
  readonly shutdownTimeout: boolean;
  /** Redis 7.0: Sentinel's `master-reboot-down-after-period`. */
  readonly rebootDownAfter: boolean;
  /** Redis 7.0: one buffer for the backlog and all replicas. Writes during a rewrite of the log go to a file of their own. */
  readonly sharedBuffer: boolean;
  /** Redis 7.0: `maxmemory-clients`. */
  readonly clientMemory: boolean;
  /** Redis 7.2: `CLIENT SETINFO`. */
  readonly clientInfo: boolean;
  /** Valkey 9.0: `SENTINEL FAILOVER … COORDINATED`. */
  readonly coordination: boolean;
  /** Valkey 9.1: a full copy on a connection of its own. Earlier versions crash when the primary changes during the copy. */
  readonly copyChannel: boolean;
}

/** A supported version. */
export interface Version {
  /** `810` for 8.10. */
  readonly number: number;
  readonly abilities: Abilities;
}

/** Returns a version with its abilities: the given one, else the one at the beginning of the tag. */
export function settledVersion(name: keyof typeof VERSIONS, image: string, version: string | undefined): Version {
  const found = version ?? versionOf(image);
  const known: readonly string[] = VERSIONS[name];
  if (found === undefined) {
    const major = /^v?(\d+)(?!\d)/.exec(tagOf(image) ?? '')?.[1];
    const near = known.filter((one) => one.split('.')[0] === major).at(-1) ?? known.at(-1);
    const fix = `give the version too, for example Engine.${name}({ image, version: '${near}' })`;
    fail(undefined, 'the tag of the image must begin with the version of the server', image, fix);
  }
  if (!known.includes(found)) {
    fail(undefined, `the version of ${name} must be a supported one`, found, `use one of ${known.join(', ')}`);
  }
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const since = (wantedMajor: number, wantedMinor: number): boolean =>
    major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  const abilities = {
    logDirectory: since(7, 0),
    shutdownTimeout: since(7, 0),
    rebootDownAfter: since(7, 0),
    sharedBuffer: since(7, 0),
    clientMemory: since(7, 0),
    clientInfo: since(7, 2),
    coordination: name === 'valkey' && since(9, 0),
    copyChannel: name === 'valkey' && since(9, 1),
  };
  return { number: major * 100 + minor, abilities };
}

function versionOf(image: string): string | undefined {
  return /^v?(\d+\.\d+)(?![\d])/.exec(tagOf(image) ?? '')?.[1];
}
