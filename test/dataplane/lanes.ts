/** Lanes run side by side, each with stores of its own in a namespace of its own; the scenarios of a lane run one after the other. */
import type { Lane, Scenario } from './context';
import type { Version } from './postgres/synthesize';
import { allKilled } from './scenarios/all-killed';
import { failing } from './scenarios/backup/failing';
import { harm } from './scenarios/backup/harm';
import { newerWrites } from './scenarios/backup/newer-writes';
import { roundTrip } from './scenarios/backup/round-trip';
import { credentials } from './scenarios/credentials';
import { forcedDeletion } from './scenarios/forced-deletion';
import { frozen } from './scenarios/frozen';
import { handover } from './scenarios/handover';
import { isolated } from './scenarios/isolated';
import { killPrimary } from './scenarios/kill-primary';
import { lostVolume } from './scenarios/lost-volume';
import { begin } from './scenarios/postgres/begin';
import { deletePod, killServer, losePod } from './scenarios/postgres/faults';
import { refused } from './scenarios/postgres/refused';
import { restore } from './scenarios/postgres/restore';
import { postgresSecret } from './scenarios/postgres/secret';
import type { Shared } from './scenarios/postgres/support';
import { proxied } from './scenarios/proxied';
import { resize } from './scenarios/resize';
import { rollingUpdate } from './scenarios/rolling-update';

const BOTH: readonly Lane[] = (['valkey', 'redis'] as const).flatMap((engine) => [
  { name: `${engine}-crashes`, engine, scenarios: [killPrimary] },
  { name: `${engine}-faults`, engine, scenarios: [isolated, frozen, forcedDeletion, allKilled, lostVolume] },
  { name: `${engine}-changes`, engine, secretLater: true, scenarios: [credentials, handover, rollingUpdate] },
]);

/** What does not depend on the engine is proven with one of them. */
const ONE: readonly Lane[] = [
  { name: 'valkey-backup', engine: 'valkey', scenarios: [roundTrip, newerWrites, harm, failing] },
  { name: 'valkey-resize', engine: 'valkey', scenarios: [resize] },
  { name: 'redis-backup', engine: 'redis', scenarios: [roundTrip, harm] },
  {
    name: 'valkey-proxied',
    engine: 'valkey',
    props: { endpoint: 'primary', addressing: 'services' },
    scenarios: [proxied],
  },
];

function database(version: Version, then: (shared: Shared) => readonly Scenario[]): Lane {
  const shared = { version, bucket: undefined };
  return { name: `postgres-${version}`, scenarios: [begin(shared), postgresSecret, ...then(shared)] };
}

const DATABASES: readonly Lane[] = [
  database('18', (shared) => [killServer, deletePod, losePod, restore(shared), refused(shared)]),
  database('17', (shared) => [losePod, restore(shared)]),
];

/** Long ones first: nobody should wait for one that began late. */
export const LANES: readonly Lane[] = [...DATABASES, ...ONE, ...BOTH];
