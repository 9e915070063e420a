/** Lanes run side by side, each with stores of its own in a namespace of its own; the scenarios of a lane run one after the other. */
import type { Lane, Scenario } from './context';
import type { Version } from './postgres/synthesize';
import { allKilled } from './scenarios/all-killed';
import { allKilledBackOff } from './scenarios/all-killed-back-off';
import { clock } from './scenarios/backup/clock';
import { dialects } from './scenarios/backup/dialects';
import { failing } from './scenarios/backup/failing';
import { harm } from './scenarios/backup/harm';
import { newerWrites } from './scenarios/backup/newer-writes';
import { rehearsal } from './scenarios/backup/rehearsal';
import { roundTrip } from './scenarios/backup/round-trip';
import { credentials } from './scenarios/credentials';
import { damagedLog } from './scenarios/damaged-log';
import { forcedDeletion } from './scenarios/forced-deletion';
import { frozen } from './scenarios/frozen';
import { handover } from './scenarios/handover';
import { isolated } from './scenarios/isolated';
import { killPrimary } from './scenarios/kill-primary';
import { lostVolume } from './scenarios/lost-volume';
import { otherEngine } from './scenarios/other-engine';
import { begin } from './scenarios/postgres/begin';
import { deletePod, killServer, losePod } from './scenarios/postgres/faults';
import { readOnly } from './scenarios/postgres/read-only';
import { refused } from './scenarios/postgres/refused';
import { disaster, clock as postgresClock, rehearsal as postgresRehearsal } from './scenarios/postgres/rehearsal';
import { restore } from './scenarios/postgres/restore';
import { restoreAgain } from './scenarios/postgres/restore-again';
import { postgresRotation } from './scenarios/postgres/rotation';
import { postgresSecret } from './scenarios/postgres/secret';
import type { Shared } from './scenarios/postgres/support';
import { beginUpgrade, upgrade } from './scenarios/postgres/upgrade';
import { program } from './scenarios/program';
import { proxied } from './scenarios/proxied';
import { resize } from './scenarios/resize';
import { rollingUpdate } from './scenarios/rolling-update';
import { rotation } from './scenarios/rotation';
import type { EngineName } from './store/synthesize';

const crashes = (engine: EngineName): Lane => ({ name: `${engine}-crashes`, engine, scenarios: [killPrimary] });

const faults = (engine: EngineName): Lane => {
  const scenarios = [isolated, frozen, forcedDeletion, allKilled, allKilledBackOff, lostVolume, damagedLog];
  return { name: `${engine}-faults`, engine, scenarios };
};

const changes = (engine: EngineName): Lane => {
  const scenarios = [credentials, rotation, handover, rollingUpdate];
  return { name: `${engine}-changes`, engine, secretLater: true, scenarios };
};

const backup = (engine: EngineName, ...more: readonly Scenario[]): Lane => {
  return { name: `${engine}-backup`, engine, scenarios: [roundTrip, harm, rehearsal, clock, ...more] };
};

function database(version: Version, then: (shared: Shared) => readonly Scenario[]): Lane {
  const shared = { version, bucket: undefined };
  return { name: `postgres-${version}`, scenarios: [begin(shared), postgresSecret, postgresRotation, ...then(shared)] };
}

const ownership = (shared: Shared): readonly Scenario[] => [postgresRehearsal(shared), postgresClock(shared)];

/** Long lanes come first, so that none ends late. Scenarios that do not depend on the engine run with one of them. */
export const LANES: readonly Lane[] = [
  database('18', (shared) => [
    killServer,
    deletePod,
    losePod,
    restore(shared),
    restoreAgain(shared),
    ...ownership(shared),
    refused(shared),
    disaster(shared),
  ]),
  backup('valkey', newerWrites, failing),
  crashes('valkey'),
  faults('valkey'),
  faults('redis'),
  { name: 'dialects', scenarios: [dialects] },
  { name: 'postgres-upgrade', scenarios: [beginUpgrade, upgrade, readOnly] },
  { name: 'valkey-resize', engine: 'valkey', scenarios: [resize] },
  changes('valkey'),
  changes('redis'),
  crashes('redis'),
  backup('redis'),
  database('17', (shared) => [losePod, restore(shared), ...ownership(shared)]),
  { name: 'redis-to-valkey', engine: 'redis', scenarios: [otherEngine] },
  { name: 'program', scenarios: [program] },
  {
    name: 'valkey-proxied',
    engine: 'valkey',
    props: { endpoint: 'primary', addressing: 'services' },
    scenarios: [proxied],
  },
];
