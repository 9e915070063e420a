import { existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeAtExit } from './cleanup';
import { type CommandResult, capture } from './processes';
import { onPath } from './programs';
import { ensureTools } from './tools/build';
import { DEFAULT_VERSION } from './tools/tools';

/** A running cluster that tests may do anything with. */
export interface Cluster {
  /** `owner` if it belongs to the one who runs the tests, `test` if it was started here and has kwok nodes. */
  readonly source: 'owner' | 'test';
  /** Minor version of the API server: 33 of v1.33.4. */
  readonly minor: number;
  /** Path of a kubeconfig with all rights; the owner's may be several, as `KUBECONFIG` may. */
  readonly kubeconfig: string;
  /** Path of kubectl. */
  readonly program: string;
  /** Runs kubectl. @returns its standard output. @throws with its standard error if the exit code is not 0 */
  kubectl(args: readonly string[], stdin?: string): Promise<string>;
  /** Runs kubectl. @returns exit code and output, whatever they are; throws only after two minutes */
  tryKubectl(args: readonly string[], stdin?: string): Promise<CommandResult>;
  /** Ends everything that was started for this cluster. Calling it twice does no harm. */
  stop(): Promise<void>;
}

/** kubectl prints whole objects when a template fails. */
const LONGEST_MESSAGE = 4_000;

/** @returns the functions of a {@link Cluster} that run kubectl. */
export function kubectlFor(program: string, kubeconfig: string, cacheDirectory: string) {
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECTL_KUBERC: 'false', KUBERC: 'off' };
  const tryKubectl = (args: readonly string[], stdin?: string) =>
    capture(program, ['--cache-dir', cacheDirectory, ...args], { env, ...(stdin === undefined ? {} : { stdin }) });
  const kubectl = async (args: readonly string[], stdin?: string) => {
    const { status, stdout, stderr } = await tryKubectl(args, stdin);
    if (status === 0) return stdout;
    const said = `${stderr}${stdout}`.slice(0, LONGEST_MESSAGE);
    throw new Error(`kubectl ${args.join(' ').slice(0, LONGEST_MESSAGE)} ended with exit code ${status}:\n${said}`);
  };
  return { program, kubectl, tryKubectl };
}

/**
 * @returns the names of all untainted objects of a kind whose condition `type` is `True`. A template and not a JSONPath
 * filter, which fails for objects that have no conditions yet.
 */
export async function namesWithCondition(kubectl: Cluster['kubectl'], kind: string, type: string): Promise<string[]> {
  const condition = `{{range .status.conditions}}{{if and (eq .type "${type}") (eq .status "True")}}{{$name}} {{end}}{{end}}`;
  const template = `{{range .items}}{{$name := .metadata.name}}{{if not .spec.taints}}${condition}{{end}}{{end}}`;
  return (await kubectl(['get', kind, '-o', `go-template=${template}`])).split(' ').filter((name) => name !== '');
}

/** @returns the minor version that the API server reports. */
export async function serverMinor(kubectl: Cluster['kubectl']): Promise<number> {
  const reported = JSON.parse(await kubectl(['get', '--raw', '/version'])) as { minor: string };
  return Number.parseInt(reported.minor, 10);
}

/** @returns true if the environment names a throw-away cluster and allows its use */
export function ownerAllowsCluster(): boolean {
  return process.env['MAINSTAY_TEST_CLUSTER'] === '1';
}

/**
 * Uses the cluster of `KUBECONFIG`. Only called when `MAINSTAY_TEST_CLUSTER=1` says that it may be thrown away.
 *
 * @throws if `KUBECONFIG` is not set or the cluster does not answer
 */
export async function useOwnersCluster(): Promise<Cluster> {
  const kubeconfig = process.env['KUBECONFIG'];
  if (!kubeconfig) {
    throw new Error(
      'MAINSTAY_TEST_CLUSTER=1 needs the kubeconfig of a throw-away cluster; set KUBECONFIG, or unset both',
    );
  }
  if (!kubeconfig.split(path.delimiter).some((file) => file !== '' && existsSync(file))) {
    throw new Error(
      `KUBECONFIG must name a file that exists, got ${kubeconfig}; correct it, or unset MAINSTAY_TEST_CLUSTER`,
    );
  }
  const program = onPath('kubectl') ?? (await ensureTools([`kubernetes-${DEFAULT_VERSION}`]))['kubectl'] ?? 'kubectl';
  const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-kubectl-'));
  const removeCache = removeAtExit(cache);
  const runs = kubectlFor(program, kubeconfig, cache);
  const minor = await serverMinor(runs.kubectl).catch((error: Error) => {
    removeCache();
    const said = error.message.trim().split('\n').pop();
    throw new Error(
      `the cluster of KUBECONFIG must answer, got ${said}; check KUBECONFIG, or unset MAINSTAY_TEST_CLUSTER`,
    );
  });
  return { source: 'owner', minor, kubeconfig, ...runs, stop: async () => removeCache() };
}
