import {
  CPU,
  either,
  type Kinds,
  LATER,
  LIST,
  made,
  needed,
  oneOf,
  SIZE,
  secret,
  shaped,
  TABLE,
  TEXT,
} from '../checks/kinds';
import { Certificate } from '../secrets/certificate';
import { Credentials } from '../secrets/credentials';
import { Engine } from './engine';
import type { StatefulStoreProps } from './props';

/** The kinds of the props of a store. Further checks are in the code that uses them. */
export const STORE: Kinds<StatefulStoreProps> = {
  engine: needed(made(Engine, 'an Engine', 'use Engine.valkey(), for example')),
  name: LATER,
  serviceName: LATER,
  containerName: LATER,
  portName: LATER,
  volumeName: LATER,
  mountPath: LATER,
  storageClass: LATER,
  replicas: LATER,
  backup: LATER,
  selector: TABLE,
  endpoint: oneOf('primary', 'discovery'),
  addressing: oneOf('names', 'services'),
  topology: oneOf('single', 'failover'),
  volumeRetention: oneOf('retain', 'delete'),
  accessMode: oneOf('ReadWriteOnce', 'ReadWriteOncePod'),
  spread: oneOf('soft', 'strict'),
  zoneLoss: oneOf('survive', 'accept'),
  memory: SIZE,
  cpu: CPU,
  ephemeralStorage: SIZE,
  storage: SIZE,
  grownFrom: SIZE,
  credentials: secret(made(Credentials, 'Credentials', "use Credentials.fromSecret('name', 'password')")),
  tls: secret(made(Certificate, 'a Certificate', "use Certificate.issued() or Certificate.fromSecret('name')")),
  restoreFrom: shaped(
    ['store', 'options', 'which'],
    'what Backup.latest, Backup.at or Backup.named gives',
    'use Backup.latest(objectStore)',
  ),
  fromSnapshot: either(TEXT, LIST),
};
