/** An OCI bundle (https://github.com/opencontainers/runtime-spec) from a container of a pod spec, for `crun`. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageConfig } from '../software/catalog';
import { expand, NotYet } from './environment';
import { run } from './shell';
import type { Container, SecurityContext } from './spec';

const CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW']
  .concat(['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT', 'AUDIT_WRITE'])
  .map((name) => `CAP_${name}`);

/** The environment of a container. */
export interface Sandbox {
  readonly hostname: string;
  readonly networkPath: string;
  /** Volume name → directory. */
  readonly volumes: ReadonlyMap<string, string>;
  /** Directory with `hosts`, `hostname` and `resolv.conf`. */
  readonly etc: string;
  readonly security: SecurityContext;
}

export interface Image {
  readonly root: string;
  readonly config: ImageConfig;
}

function identity(security: SecurityContext, pod: SecurityContext, image: Image): Record<string, unknown> {
  const uid = security.runAsUser ?? pod.runAsUser ?? image.config.user ?? 0;
  if ((security.runAsNonRoot ?? pod.runAsNonRoot) && uid === 0) {
    throw new NotYet('container has runAsNonRoot and image will run as root');
  }
  const groups = [...(pod.supplementalGroups ?? []), ...(pod.fsGroup === undefined ? [] : [pod.fsGroup])];
  return { uid, gid: security.runAsGroup ?? pod.runAsGroup ?? 0, additionalGids: groups };
}

function capabilities({ capabilities: { add = [], drop = [] } = {} }: SecurityContext): Record<string, string[]> {
  const full = (name: string): string => `CAP_${name.replace(/^CAP_/, '')}`;
  const kept = drop.includes('ALL') ? [] : CAPABILITIES.filter((name) => !drop.map(full).includes(name));
  const list = [...new Set([...kept, ...add.map(full)])];
  return { bounding: list, effective: list, permitted: list, inheritable: [], ambient: [] };
}

/** Builds the `process` of a container: user, variables and rights. Probes and hooks run with the same. */
export function processOf(
  container: Container,
  sandbox: Sandbox,
  image: Image,
  env: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const expanded = (words: readonly string[] | undefined): string[] => (words ?? []).map((word) => expand(word, env));
  const command = container.command ?? image.config.entrypoint ?? [];
  const args = container.args ?? (container.command ? [] : image.config.cmd);
  const words = [...expanded(command), ...expanded(args)];
  if (words.length === 0)
    throw new Error(`${container.image} has no entrypoint here; the container must name a command`);
  const security = container.securityContext ?? {};
  return {
    terminal: false,
    user: identity(security, sandbox.security, image),
    args: words,
    env: Object.entries({ HOSTNAME: sandbox.hostname, ...env }).map(([name, value]) => `${name}=${value}`),
    cwd: container.workingDir ?? image.config.workingDir ?? '/',
    capabilities: capabilities(security),
    noNewPrivileges: security.allowPrivilegeEscalation === false,
  };
}

function mountsOf(container: Container, sandbox: Sandbox): Record<string, unknown>[] {
  const bind = (destination: string, source: string, readOnly: boolean): Record<string, unknown> => ({
    destination,
    type: 'bind',
    source,
    options: ['rbind', 'rprivate', readOnly ? 'ro' : 'rw'],
  });
  const made = (destination: string, type: string, ...options: string[]): Record<string, unknown> => ({
    destination,
    type,
    source: type,
    options: ['nosuid', 'noexec', ...options],
  });
  const volumes = [...(container.volumeMounts ?? [])].sort((a, b) => a.mountPath.length - b.mountPath.length);
  return [
    made('/proc', 'proc', 'nodev'),
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
    },
    made('/dev/pts', 'devpts', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'),
    made('/dev/shm', 'tmpfs', 'nodev', 'mode=1777', 'size=65536k'),
    made('/sys', 'sysfs', 'nodev', 'ro'),
    ...['hosts', 'hostname', 'resolv.conf'].map((file) => bind(`/etc/${file}`, path.join(sandbox.etc, file), false)),
    ...volumes.map(({ name, mountPath, subPath, readOnly = false }) => {
      const source = sandbox.volumes.get(name);
      if (!source) throw new Error(`container ${container.name} mounts ${name}, which is no volume of the pod`);
      const at = path.join(source, subPath ?? '');
      if (subPath !== undefined && !existsSync(at)) mkdirSync(at, { recursive: true });
      return bind(mountPath, at, readOnly);
    }),
  ];
}

/** One writable layer over an image's root, and the bundle that points at it. */
export class Bundle {
  private constructor(readonly directory: string) {}

  /** Makes layer and `config.json`. */
  static async make(
    directory: string,
    container: Container,
    sandbox: Sandbox,
    image: Image,
    process: Record<string, unknown>,
  ): Promise<Bundle> {
    const bundle = new Bundle(directory);
    for (const part of ['layer/upper', 'layer/work', 'root'])
      mkdirSync(path.join(directory, part), { recursive: true });
    const layers = `lowerdir=${image.root},upperdir=${directory}/layer/upper,workdir=${directory}/layer/work`;
    await run('mount', ['-t', 'overlay', 'overlay', '-o', layers, path.join(directory, 'root')]);
    const config = {
      ociVersion: '1.0.0',
      process,
      root: { path: 'root', readonly: container.securityContext?.readOnlyRootFilesystem === true },
      hostname: sandbox.hostname,
      mounts: mountsOf(container, sandbox),
      linux: {
        namespaces: [
          ...['pid', 'mount', 'ipc', 'uts'].map((type) => ({ type })),
          { type: 'network', path: sandbox.networkPath },
        ],
        maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/sys/firmware'],
        readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
      },
    };
    writeFileSync(path.join(directory, 'config.json'), JSON.stringify(config));
    return bundle;
  }

  async remove(): Promise<void> {
    await run('umount', ['-l', path.join(this.directory, 'root')]);
  }
}
