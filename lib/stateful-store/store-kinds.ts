import { CPU, either, type Kinds, listOf, made, needed, oneOf, SIZE, secret, TABLE, TEXT } from '../checks/kinds';
import { Certificate } from '../secrets/certificate';
import { Credentials } from '../secrets/credentials';
import { Backup } from './backup/backup';
import { RESTORE_POINT } from './backup/restore-point';
import { Engine } from './engine';
import type { StatefulStoreProps } from './props';
import { TOPOLOGY } from './topology/topology-props';
import { VOLUME } from './volumes/volume-props';

const BACKUP = made(Backup, 'a Backup', 'use Backup.to(objectStore, { … }), for example');

/** The kinds of the props of a store. Further checks are in the code that uses them. */
export const STORE: Kinds<StatefulStoreProps> = {
  ...TOPOLOGY,
  ...VOLUME,
  engine: needed(made(Engine, 'an Engine', 'use Engine.valkey(), for example')),
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
};
