import { Port } from '../../../network/port';
import { PATHS, type SidecarDescription } from '../../../workload/server-description';
import type { StoreDescription, StoreFacts } from '../../description';
import { volumeScript } from '../../volumes/volume-script';
import { backup } from './backup';
import { binding } from './binding';
import { configuration, hostBasedAuthentication, identities } from './configuration';
import { PORT, type Postgres } from './options';
import { environment, initdb, scripts } from './scripts';
import { archiveSignals, signals } from './signals';

const EXPORTER_PORT = 9187;
const GRACE = 180;

/** Describes one server on a volume. The volume prevents a second server; Kubernetes starts the pod again after a failure. */
export function server(facts: StoreFacts, postgres: Postgres): StoreDescription {
  const { image, exporter } = postgres;
  if (postgres.cloudNativePg) {
    facts.requires('cloudNativePg', 'the option cloudNativePg', 'leave it out');
    const fix = 'ask for three replicas, or leave them out';
    facts.fail('options of CloudNativePG need servers that it runs', Object.keys(postgres.cloudNativePg), fix);
  }
  return {
    image,
    userName: 'postgres',
    sharedMemory: facts.memory / 4,
    port: PORT,
    files: {
      'postgresql.conf': configuration(facts, postgres),
      'pg_hba.conf': hostBasedAuthentication(facts),
      'pg_ident.conf': identities(facts),
      ...scripts(
        'start.sh',
        'libraries.sh',
        'read-only.sh',
        'started.sh',
        'settle.sql',
        'alive.sh',
        'passwords.sh',
        'follow-passwords.sh',
        'stop.sh',
        'log-archive.sh',
        'log-restore.sh',
        'recovery.sh',
      ),
      ...volumeScript(),
    },
    server: {
      command: run('start.sh'),
      env: {
        ...environment(facts, postgres),
        INITDB: initdb(postgres),
        ...(facts.readOnly ? { READ_ONLY: 'yes' } : {}),
      },
      // Recovery after a crash replays the log since the last checkpoint; recovery to a point in time replays all since a
      // backup.
      startup: { exec: run('started.sh'), period: 2, timeout: 30, failureThreshold: 7200 },
      liveness: { exec: run('alive.sh'), timeout: 10, failureThreshold: 6 },
      readiness: { exec: ['pg_isready', '--quiet'], period: 2 },
      preStop: run('stop.sh'),
    },
    sidecars: exporter ? [exporting(facts)] : [],
    services: [{ suffix: 'rw', ports: [facts.portName] }],
    gracePeriod: GRACE,
    metrics: exporter
      ? { port: Port.tcp(EXPORTER_PORT, 'metrics'), series: ['pg_*', 'postgres_exporter_*'] }
      : undefined,
    signals: exporter ? [...signals(), ...(facts.pointInTime ? archiveSignals() : [])] : [],
    backup: backup(facts, postgres),
    bind: binding(postgres, { service: `${facts.name}-rw`, tls: facts.tls }),
  };
}

/** Describes the exporter: https://github.com/prometheus-community/postgres_exporter */
function exporting(facts: StoreFacts): SidecarDescription {
  return {
    name: 'exporter',
    image: facts.image('postgresExporter'),
    command: ['/bin/postgres_exporter', '--collector.database_wraparound', '--log.level=warn'],
    env: { DATA_SOURCE_NAME: `host=${PATHS.run} user=monitor dbname=postgres sslmode=disable` },
    ports: { metrics: EXPORTER_PORT },
    liveness: { http: { path: '/', port: EXPORTER_PORT }, period: 30 },
    memory: 64,
    cpu: 10,
    passwords: false,
  };
}

function run(script: string): readonly string[] {
  return ['sh', `${PATHS.config}/${script}`];
}
