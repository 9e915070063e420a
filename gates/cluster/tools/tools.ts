import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Kubernetes minors that have a pinned `kubernetes-<minor>/go.mod`, oldest first. */
export const KUBERNETES_VERSIONS = ['1.27', '1.33', '1.36'] as const;
export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

/** The control plane a plain `npm run test:cluster` starts. */
export const DEFAULT_VERSION: KubernetesVersion = '1.33';

/** One directory with a pinned `go.mod`, and the programs built from it. */
export interface Tool {
  /** Name of the directory beside this file. */
  readonly name: string;
  /** The directory above its own. @default - that of this file */
  readonly home?: string;
  /** The Go module whose version `go.mod` pins. */
  readonly module: string;
  /** Program name → Go package. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Module path → path it is fetched from, where the project's own path is no longer served. */
  readonly mirrors?: Readonly<Record<string, string>>;
  /** Build constraints: https://pkg.go.dev/cmd/go#hdr-Build_constraints */
  readonly tags?: readonly string[];
  /** Import paths whose `version` variables hold the version that the program reports. */
  readonly versionVariables?: readonly string[];
}

function kubernetes(version: KubernetesVersion): Tool {
  const programs = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'];
  return {
    name: `kubernetes-${version}`,
    module: 'k8s.io/kubernetes',
    binaries: Object.fromEntries(programs.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`])),
    versionVariables: ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'],
  };
}

/** Every tool, keyed by directory name, in the order in which a cold machine builds them. */
export const TOOLS: Readonly<Record<string, Tool>> = Object.fromEntries(
  [
    kubernetes('1.33'),
    { name: 'etcd', module: 'go.etcd.io/etcd/server/v3', binaries: { etcd: 'go.etcd.io/etcd/server/v3' } },
    { name: 'kwok', module: 'sigs.k8s.io/kwok', binaries: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' } },
    {
      name: 'kube-linter',
      module: 'golang.stackrox.io/kube-linter',
      binaries: { 'kube-linter': 'golang.stackrox.io/kube-linter/cmd/kube-linter' },
      mirrors: { 'golang.stackrox.io/kube-linter': 'github.com/stackrox/kube-linter' },
    },
    {
      name: 'kube-score',
      module: 'github.com/zegl/kube-score',
      binaries: { 'kube-score': 'github.com/zegl/kube-score/cmd/kube-score' },
    },
    {
      name: 'cyclonus',
      module: 'github.com/mattfenwick/cyclonus',
      binaries: { cyclonus: 'github.com/mattfenwick/cyclonus/cmd/cyclonus' },
    },
    {
      name: 'argo-rollouts',
      module: 'github.com/argoproj/argo-rollouts',
      binaries: { 'rollouts-controller': 'github.com/argoproj/argo-rollouts/cmd/rollouts-controller' },
    },
    kubernetes('1.36'),
    kubernetes('1.27'),
  ].map((tool: Tool) => [tool.name, tool]),
);

/** @returns the directory that holds the `go.mod` and `go.sum` of `tool`. */
export function toolDirectory(tool: Tool): string {
  return path.join(tool.home ?? __dirname, tool.name);
}

/** @returns the version that the `go.mod` of `tool` pins, such as `v1.33.4`. */
export function pinnedVersion(tool: Tool): string {
  const file = path.join(toolDirectory(tool), 'go.mod');
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const words = line
      .replace(/^require\s+/, '')
      .trim()
      .split(/\s+/);
    if (words[0] === tool.module && words[1]?.startsWith('v')) return words[1];
  }
  throw new Error(`${file} does not require ${tool.module}; pin it with ts-node gates/cluster/tools/pin.ts`);
}

/** @returns the flags that choose the build constraints of `tool`. */
export function tagFlags(tool: Tool): readonly string[] {
  return tool.tags ? [`-tags=${tool.tags.join(',')}`] : [];
}

/** @returns linker flags: no symbol tables, and the version that the programs shall report. */
export function linkerFlags(tool: Tool): string {
  const version = pinnedVersion(tool);
  const [major = '', minor = ''] = version.replace(/^v/, '').split('.');
  const variables = (tool.versionVariables ?? []).flatMap((pkg) => [
    `-X ${pkg}.gitVersion=${version}`,
    `-X ${pkg}.gitMajor=${major}`,
    `-X ${pkg}.gitMinor=${minor}`,
    `-X ${pkg}.gitTreeState=clean`,
  ]);
  return ['-s -w', ...variables].join(' ');
}
