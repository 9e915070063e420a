import type { Binding, BindingRequest, EnvValue } from '../../../relations/binding';
import type { BindingCredentials, StoreFacts } from '../../description';
import { MASTER, PORT, SENTINEL_PORT } from './configuration';
import { READ_PORT } from './proxy';

/** Returns the environment of clients: the address of the server, or those of the Sentinels. */
export function bindingOf(
  facts: StoreFacts,
  request: BindingRequest,
  given: BindingCredentials,
): Pick<Binding, 'env' | 'files' | 'parts' | 'withheld'> {
  const bySentinels = facts.topology === 'failover' && facts.endpoint === 'discovery';
  const where = bySentinels ? sentinelAddresses(facts, given) : serverAddress(facts, given);
  const url = (secret: string): string => `${where.scheme}://${secret}${where.authority}`;
  const { prefix } = request;
  const named = (values: Readonly<Record<string, EnvValue>>): Record<string, EnvValue> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value]));
  const trusted = given.authority ? { [`${prefix}_CA_FILE`]: given.authority } : {};
  const inFiles = request.credentials === 'files';
  const address = url(inFiles ? '' : `:$(${prefix}_PASSWORD)@`);
  const forms = bySentinels ? sentinelParts(where, address) : {};
  if (inFiles) {
    const files = { [`${prefix}_PASSWORD_FILE`]: given.password, ...trusted };
    return { env: named({ ...where.env, URL: address }), files, ...forms };
  }
  return { env: named({ ...where.env, PASSWORD: given.password, URL: address }), files: trusted, ...forms };
}

const BY_SENTINELS =
  "its clients ask the Sentinels: use sentinelHost, sentinelPort, sentinelUrl or sentinels, or give the store endpoint: 'primary' or replicas: 1";

/** A client that does not know Sentinels must not get their address as that of a server. */
function sentinelParts({ env }: Address, url: string): Pick<Binding, 'parts' | 'withheld'> {
  return {
    parts: { sentinelHost: env['HOST'], sentinelPort: env['PORT'], sentinelUrl: url },
    withheld: { host: BY_SENTINELS, port: BY_SENTINELS, url: BY_SENTINELS },
  };
}

interface Address {
  readonly scheme: string;
  /** Part of a URL after the credentials. */
  readonly authority: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Returns a single address: that of the only server, or of the proxy in front of several. */
function serverAddress(facts: StoreFacts, { host }: BindingCredentials): Address {
  const address = host(facts.topology === 'single' ? `${facts.name}-0.${facts.service}` : `${facts.name}-primary`);
  return {
    scheme: facts.tls ? 'rediss' : 'redis',
    authority: `${address}:${PORT}`,
    env: { HOST: address, PORT: `${PORT}`, ...readAddress(facts, host) },
  };
}

/** Returns the Sentinels: all of them by name, and their Service. */
function sentinelAddresses(facts: StoreFacts, { host }: BindingCredentials): Address {
  const pod = (n: number): string =>
    facts.addressing === 'names' ? `${facts.name}-${n}.${facts.service}` : `${facts.name}-pod-${n}`;
  const all = Array.from({ length: facts.replicas }, (_, n) => `${host(pod(n))}:${SENTINEL_PORT}`).join(',');
  return {
    scheme: facts.tls ? 'rediss-sentinel' : 'redis-sentinel',
    authority: `${all}/0#${MASTER}`,
    env: {
      HOST: host(`${facts.name}-sentinel`),
      PORT: `${SENTINEL_PORT}`,
      SENTINELS: all,
      MASTER_NAME: MASTER,
      ...readAddress(facts, host),
    },
  };
}

function readAddress(
  { topology, endpoint, name }: StoreFacts,
  host: BindingCredentials['host'],
): Record<string, string> {
  if (topology === 'single') return {};
  if (endpoint === 'primary') return { READ_HOST: host(`${name}-primary`), READ_PORT: `${READ_PORT}` };
  return { READ_HOST: host(`${name}-read`), READ_PORT: `${PORT}` };
}
