import {
  CPU,
  DURATION,
  either,
  FLAG,
  type Kind,
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
import { Engine, type EngineModel } from './engine';
import type { StatefulStoreProps } from './props';

type Kinds<Props> = { readonly [Name in keyof Props]?: Kind };

/** What the props of a store must be; what else is asked of them, who uses them says. */
export const STORE: Kinds<StatefulStoreProps> = {
  engine: needed(made(() => Engine, 'an Engine', 'use Engine.valkey(), for example')),
  selector: TABLE,
  endpoint: oneOf('primary', 'discovery'),
  addressing: oneOf('names', 'services'),
  topology: oneOf('single', 'failover'),
  volumeRetention: oneOf('retain', 'delete'),
  memory: SIZE,
  cpu: CPU,
  ephemeralStorage: SIZE,
  storage: SIZE,
  grownFrom: SIZE,
  credentials: secret(made(() => Credentials, 'Credentials', "use Credentials.fromSecret('name', 'password')")),
  tls: secret(made(() => Certificate, 'a Certificate', "use Certificate.issued() or Certificate.fromSecret('name')")),
  restoreFrom: shaped(
    ['store', 'options', 'which'],
    'what Backup.latest, Backup.at or Backup.named gives',
    'use Backup.latest(objectStore)',
  ),
  fromSnapshot: either(TEXT, LIST),
};

const FUNCTION: Kind = {
  is: (value) => typeof value === 'function',
  what: 'a function',
  fix: 'see the guide to own engines',
};

/** An engine of one's own. */
export const MODEL: Kinds<EngineModel> = {
  name: needed(TEXT),
  failover: needed({ is: Array.isArray, what: 'a list of numbers', fix: 'use [] for one that cannot fail over' }),
  capacity: needed(FUNCTION),
  volume: needed(FUNCTION),
  describe: needed(FUNCTION),
};

/** When something is done, and how long it may take. */
export const WHEN = { timeout: DURATION, startingDeadline: DURATION, suspend: FLAG } as const;
