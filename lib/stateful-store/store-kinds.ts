import { CPU, either, FLAG, type Kinds, listOf, made, needed, oneOf, SIZE, secret, TABLE, TEXT } from '../checks/kinds';
import { Certificate } from '../secrets/certificate';
import { Credentials } from '../secrets/credentials';
import { Backup } from './backup/backup';
import { RESTORE_POINT } from './backup/restore-point';
import { StoreCopy } from './copy/store-copy';
import { Engine } from './engine';
import { STORE_PLACEMENT } from './pods/store-placement';
import type { StatefulStoreProps } from './props';
import { TOPOLOGY } from './topology/topology-props';
import { VOLUME } from './volumes/volume-props';

const BACKUP = made(Backup, 'a Backup', "use Backup.to(objectStore, { schedule: '30 3 * * *', keep: 7 }), for example");
const WORDS: Readonly<Record<string, RegExp>> = {
  'Engine.postgres()': /postg|pgvector|timescale/,
  'Engine.redis()': /redis/,
  'Engine.valkey()': /valkey|keydb/,
};

/** `postgres:16` → `use Engine.postgres()` */
function engineFix(value: unknown): string {
  const { name = value, engine = name } = (typeof value === 'object' ? Object(value ?? {}) : {}) as Record<
    string,
    unknown
  >;
  const said = typeof value === 'function' ? value.name : engine;
  const word = typeof said === 'string' ? said.toLowerCase() : '';
  const [call] = Object.entries(WORDS).find(([, form]) => form.test(word)) ?? [];
  return call === undefined
    ? `use ${Object.keys(WORDS)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}`
    : `use ${call}`;
}

/** The kinds of the props of a store. Further checks are in the code that uses them. */
export const STORE: Kinds<StatefulStoreProps> = {
  ...TOPOLOGY,
  ...VOLUME,
  ...STORE_PLACEMENT,
  engine: needed(made(Engine, 'an Engine', engineFix)),
  name: TEXT,
  serviceName: TEXT,
  containerName: TEXT,
  portName: TEXT,
  selector: TABLE,
  endpoint: oneOf('primary', 'discovery'),
  addressing: oneOf('names', 'services'),
  memory: SIZE,
  cpu: CPU,
  ephemeralStorage: SIZE,
  credentials: secret(made(Credentials, 'Credentials', "use Credentials.fromSecret('name', 'password')")),
  tls: secret(made(Certificate, 'a Certificate', "use Certificate.issued() or Certificate.fromSecret('name')")),
  backup: either(BACKUP, listOf(BACKUP, 'a list of them')),
  restoreFrom: RESTORE_POINT,
  copyFrom: made(
    StoreCopy,
    'what copy() or rehearsal() of a store gives',
    'use orders.copy(), where orders is the other store',
  ),
  readOnly: FLAG,
};
