import type { Settings } from './options';

/**
 * Renders the ACLs of a server. `@password@` and `@admin@` stand for hashes of the passwords, which only the pods know.
 *
 * @see https://valkey.io/topics/acl/
 */
export function serverUsers({ abilities, allow }: Settings): string {
  return rules({
    // Clients: data, and the commands that their libraries send when they connect.
    default: [
      'on #@password@ ~* &* +@all -@dangerous -@admin +info +role +wait',
      CONNECTION,
      abilities.clientInfo && '+client|setinfo',
      ...allow.map((command) => `+${command}`),
    ],
    // A replica towards its primary.
    replica: ['on #@admin@ -@all +psync +replconf +ping', abilities.copyChannel && '+sync'],
    // Sentinels, which watch servers and assign their roles.
    sentinel: [
      'on #@admin@ &__sentinel__:hello -@all +ping +info +role +publish +subscribe +slaveof +multi +exec',
      '+config|rewrite +client|setname +client|kill +script|kill',
      abilities.coordination && '+failover +client|pause +client|unpause',
    ],
    probe: PROBE,
    admin: ADMIN,
  });
}

/** Renders the ACLs of a Sentinel. Clients may only query it. */
export function sentinelUsers({ abilities }: Settings): string {
  const ask = '+sentinel|masters +sentinel|sentinels +sentinel|slaves +sentinel|ckquorum';
  return rules({
    default: [
      'on #@password@ &* -@all +ping +info +role +hello +command +subscribe +psubscribe +unsubscribe +punsubscribe',
      `+sentinel|get-master-addr-by-name +sentinel|master +sentinel|replicas ${ask} ${CONNECTION}`,
      abilities.clientInfo && '+client|setinfo',
    ],
    // The other Sentinels.
    sentinel: ['on #@admin@ &__sentinel__:hello -@all +ping +publish +client|setname +sentinel|is-master-down-by-addr'],
    probe: [...PROBE, ask],
    admin: ADMIN,
  });
}

const CONNECTION = '+client|setname +client|getname +client|id';

/** Probes, exporters and proxies read the state of a server, without a password that each of them would have to know. */
const PROBE = ['on nopass -@all +ping +info'];

/** Scripts of the store, Jobs and operators. */
const ADMIN = ['on #@admin@ ~* &* +@all'];

function rules(users: Readonly<Record<string, readonly (string | false)[]>>): string {
  const line = ([user, parts]: [string, readonly (string | false)[]]): string =>
    `user ${user} reset resetchannels ${parts.filter((part) => part !== false).join(' ')}\n`;
  return Object.entries(users).map(line).join('');
}
