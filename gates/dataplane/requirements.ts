/** Requirements of the run on the machine, each with a fix if it is missing. */
import { capture } from '../cluster/processes';
import { onPath } from '../cluster/programs';

const PROGRAMS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  nft: 'nftables',
  crun: 'crun',
  mmdebstrap: 'mmdebstrap',
  unshare: 'util-linux',
  mount: 'mount',
};

async function works(command: string): Promise<boolean> {
  const { status } = await capture('unshare', ['--mount', '--net', '--pid', '--fork', 'sh', '-ec', command]);
  return status === 0;
}

/** @returns sentences that say what is missing and what to do; none if everything is there. */
export async function missing(): Promise<string[]> {
  if (process.platform !== 'linux') return [`the data plane tests need Linux, got ${process.platform}`];
  if (process.getuid?.() !== 0) return [`the data plane tests need root, got user ${process.getuid?.()}; use sudo`];
  const packages = Object.keys(PROGRAMS).filter((program) => !onPath(program));
  if (packages.length > 0) {
    const list = [...new Set(packages.map((program) => PROGRAMS[program]))].join(' ');
    return [`the data plane tests need ${packages.join(', ')}; run apt-get install ${list}`];
  }
  const rights: Readonly<Record<string, string>> = {
    true: 'make namespaces; allow CAP_SYS_ADMIN',
    'mount -t overlay overlay -o lowerdir=/usr,upperdir=/tmp/u,workdir=/tmp/w /mnt': 'mount overlay file systems',
    'ip link set lo up && ip netns add a && ip link add v type veth peer name w netns a':
      'make network namespaces and veth pairs',
    'nft add table ip t && nft add chain ip t c "{ type nat hook output priority 0; }"':
      'use nftables; allow CAP_NET_ADMIN',
    'mount -t cgroup2 cgroup2 /sys/fs/cgroup': 'mount cgroup2',
  };
  const prepare = 'mount -t tmpfs tmpfs /tmp && mkdir /tmp/u /tmp/w && mount -t tmpfs tmpfs /run';
  const failed: string[] = [];
  for (const [command, right] of Object.entries(rights)) {
    if (!(await works(`${prepare} && ${command}`))) failed.push(`the data plane tests must be able to ${right}`);
  }
  return failed;
}
