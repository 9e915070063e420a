/** Finds the programs of a control plane. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { capture } from './processes';
import { ensureTools } from './tools/build';
import { DEFAULT_VERSION, KUBERNETES_VERSIONS, type KubernetesVersion } from './tools/tools';

/** Absolute paths of everything that a control plane consists of. */
export interface Programs {
  readonly 'kube-apiserver': string;
  readonly 'kube-controller-manager': string;
  readonly 'kube-scheduler': string;
  readonly kubectl: string;
  readonly etcd: string;
  readonly kwok: string;
}

/** Contents of `KUBEBUILDER_ASSETS` by the envtest convention. */
const REQUIRED_ASSETS = ['kube-apiserver', 'etcd', 'kubectl'] as const;
const OPTIONAL_ASSETS = ['kube-controller-manager', 'kube-scheduler', 'kwok'] as const;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns the absolute path of `name` on the PATH, or `undefined`. */
export function onPath(name: string): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(path.delimiter).filter((directory) => directory !== '');
  return directories.map((directory) => path.resolve(directory, name)).find(isExecutable);
}

/** Builds, where the cache lacks them, the programs of one pinned Kubernetes version, etcd and kwok. */
export async function builtPrograms(version: KubernetesVersion): Promise<Programs> {
  if (!KUBERNETES_VERSIONS.includes(version)) {
    throw new Error(`unknown Kubernetes version, got ${version}; use one of ${KUBERNETES_VERSIONS.join(', ')}`);
  }
  return (await ensureTools([`kubernetes-${version}`, 'etcd', 'kwok'])) as unknown as Programs;
}

/** A controller manager may be as old as the API server or one minor older, never newer. */
async function pinnedVersionFor(apiServer: string): Promise<KubernetesVersion> {
  const { stdout } = await capture(apiServer, ['--version']);
  const minor = Number(/v1\.(\d+)/.exec(stdout)?.[1]);
  const match = KUBERNETES_VERSIONS.find((version) => [minor, minor - 1].includes(Number(version.split('.')[1])));
  if (match) return match;
  throw new Error(
    `no kube-controller-manager for ${stdout.trim()}, pinned are ${KUBERNETES_VERSIONS.join(', ')}; put ` +
      `kube-controller-manager and kube-scheduler of that version into KUBEBUILDER_ASSETS`,
  );
}

async function assetPrograms(directory: string): Promise<Programs> {
  const missing = REQUIRED_ASSETS.filter((name) => !isExecutable(path.join(directory, name)));
  if (missing.length > 0) {
    throw new Error(
      `KUBEBUILDER_ASSETS needs ${REQUIRED_ASSETS.join(', ')}, ${directory} lacks ${missing.join(', ')}; install them there ` +
        '(setup-envtest use) or unset KUBEBUILDER_ASSETS to build them with go',
    );
  }
  const present = [...REQUIRED_ASSETS, ...OPTIONAL_ASSETS].filter((name) => isExecutable(path.join(directory, name)));
  const assets = Object.fromEntries(present.map((name) => [name, path.join(directory, name)]));
  const absent = OPTIONAL_ASSETS.filter((name) => !(name in assets));
  if (absent.length === 0) return assets as unknown as Programs;
  console.log(`KUBEBUILDER_ASSETS lacks ${absent.join(', ')}: taking pinned builds of these`);
  const tools = absent.includes('kwok') ? ['kwok'] : [];
  if (absent.some((name) => name !== 'kwok')) {
    tools.push(`kubernetes-${await pinnedVersionFor(path.join(directory, 'kube-apiserver'))}`);
  }
  return { ...(await ensureTools(tools)), ...assets } as unknown as Programs;
}

/**
 * Finds programs for a control plane: `KUBEBUILDER_ASSETS` if set and no version is given, else pinned builds.
 *
 * @throws with what to install if something is missing
 */
export async function findPrograms(version?: KubernetesVersion): Promise<Programs> {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets && version === undefined) return assetPrograms(path.resolve(assets));
  return builtPrograms(version ?? DEFAULT_VERSION);
}
