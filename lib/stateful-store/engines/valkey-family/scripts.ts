import { join } from 'node:path';
import { scriptsIn } from '../../../workload/script-loader';
import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import { volumeScript } from '../../volumes/volume-script';
import { MASTER, PORT, SENTINEL_PORT } from './configuration';
import type { Settings } from './options';

const FOLDER = join(__dirname, 'scripts');

const BACKUP = [
  'backup-dump.sh',
  'backup-drill.sh',
  'backup-identity.sh',
  'backup-occupied.sh',
  'backup-restore.sh',
  'backup-still.sh',
];
const EVERYWHERE = [
  'common.sh',
  'passwords.sh',
  'follow-passwords.sh',
  'sentinels.sh',
  'start-server.sh',
  'alive.sh',
  'certificate.sh',
  'begin-log.sh',
  'mend-log.sh',
  'foreign-log.sh',
  'modules.sh',
  'ready.sh',
  'handover.sh',
];
const FAILOVER = ['start-sentinel.sh', 'force-primary.sh'];

/** Seconds in which a server that ends hands over and finishes writing. The rest of its grace period is for ending. */
const HANDOVER = 40;
export const GRACE_PERIOD = 60;

/** Returns the scripts by file name. */
export function scripts({ topology }: StoreFacts): Record<string, string> {
  return { ...scriptsIn(FOLDER, [...EVERYWHERE, ...(topology === 'failover' ? FAILOVER : [])]), ...volumeScript() };
}

/** Returns the scripts of backup and restore by file name. */
export function backupScripts(): Record<string, string> {
  return scriptsIn(FOLDER, BACKUP);
}

/** Returns the command that runs a script with its arguments. */
export function script(name: string, ...args: readonly string[]): readonly string[] {
  return ['sh', `${PATHS.config}/${name}`, ...args];
}

/** Environment of scripts, in addition to `POD_NAME`, `POD_NAMESPACE` and `REPLICAS`. */
export function environment(facts: StoreFacts, { name, abilities, modules }: Settings): Record<string, string> {
  return {
    ADDRESSING: facts.addressing,
    CERTIFICATE: PATHS.certificate,
    CHECK: `${name}-check-rdb`,
    CHECK_LOG: `${name}-check-aof`,
    CLI: `${name}-cli`,
    CLUSTER_DOMAIN: facts.domain,
    CONFIG: PATHS.config,
    DATA: facts.dataDirectory,
    HANDOVER: `${HANDOVER}`,
    HANDOVER_BY: abilities.coordination ? 'coordination' : 'pause',
    LOG_DIRECTORY: abilities.logDirectory ? 'yes' : 'no',
    MASTER,
    ...(modules ? { MODULES: '/usr/local/lib/redis/modules /usr/lib/valkey' } : {}),
    PORT: `${PORT}`,
    RUN: PATHS.run,
    SECRETS: PATHS.secrets,
    // For messages: the Secret of the passwords, and its keys for clients and for servers.
    PASSWORDS_FROM: facts.secret,
    CLIENTS_HAVE: facts.secretKeys.password,
    SERVERS_HAVE: facts.secretKeys.admin,
    SENTINEL_PORT: `${SENTINEL_PORT}`,
    SERVER: `${name}-server`,
    STORE_NAME: facts.name,
    STORE_SERVICE: facts.service,
    TOPOLOGY: facts.topology,
    ...(facts.tls ? { TLS_OPTIONS: `--tls --cacert ${PATHS.certificate}/ca.crt` } : {}),
  };
}
