/** Runs kube-linter and kube-score over manifest files. Both are built from pins, like the control plane. */
import path from 'node:path';
import { capture } from './processes';
import { ensureTools } from './tools/build';

/** One thing that a scanner dislikes about one object. */
export interface Finding {
  readonly tool: 'kube-linter' | 'kube-score';
  /** Identifier of the scanner's rule, such as `no-liveness-probe`. */
  readonly check: string;
  /** The object as `Kind/namespace/name`, without the namespace where it has none. */
  readonly object: string;
  readonly file: string;
  readonly message: string;
  /** kube-score grades its findings; everything that kube-linter finds is an error. */
  readonly severity: 'error' | 'warning';
}

/** Rules that cannot hold for generated manifests of any owner, or are about something else than the objects. */
export const KUBE_LINTER_EXCLUDED = [
  'required-annotation-email',
  'required-label-owner',
  'no-node-affinity',
  'sorted-keys',
  'schema-validation',
] as const;

function objectName(kind: string, namespace: string | undefined, name: string): string {
  return [kind, namespace, name].filter((part) => part).join('/');
}

async function runScanner(tool: Finding['tool'], args: readonly string[]): Promise<unknown> {
  const binary = (await ensureTools([tool]))[tool] ?? tool;
  // Both scanners read configuration files from the working directory; beside the program there is none.
  const { status, stdout, stderr } = await capture(binary, args, { cwd: path.dirname(binary) });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`${tool} ended with exit code ${status} and no report:\n${stderr}${stdout}`);
  }
}

interface KubeLinterReport {
  readonly Reports:
    | readonly {
        readonly Check: string;
        readonly Diagnostic: { readonly Message: string };
        readonly Object: {
          readonly Metadata: { readonly FilePath: string };
          readonly K8sObject: {
            readonly Namespace: string;
            readonly Name: string;
            readonly GroupVersionKind: { readonly Kind: string };
          };
        };
      }[]
    | null;
}

/**
 * Runs all built-in checks of kube-linter except {@link KUBE_LINTER_EXCLUDED}.
 *
 * Pass everything that is deployed together in one call: checks such as `dangling-service` look at several objects.
 *
 * @throws if a file cannot be parsed or nothing was found to check
 */
export async function runKubeLinter(files: readonly string[]): Promise<Finding[]> {
  const flags = ['--format=json', '--add-all-built-in', '--fail-if-no-objects-found', '--fail-on-invalid-resource'];
  const excluded = KUBE_LINTER_EXCLUDED.map((check) => `--exclude=${check}`);
  const paths = files.map((file) => path.resolve(file));
  const { Reports } = (await runScanner('kube-linter', ['lint', ...flags, ...excluded, ...paths])) as KubeLinterReport;
  const broken = Reports?.find(({ Check }) => Check === 'failed-to-load-object');
  if (broken)
    throw new Error(`kube-linter cannot read ${broken.Object.Metadata.FilePath}: ${broken.Diagnostic.Message}`);
  return (Reports ?? []).map(({ Check, Diagnostic, Object: { Metadata, K8sObject } }) => ({
    tool: 'kube-linter',
    check: Check,
    object: objectName(K8sObject.GroupVersionKind.Kind, K8sObject.Namespace, K8sObject.Name),
    file: Metadata.FilePath,
    message: Diagnostic.Message,
    severity: 'error',
  }));
}

type KubeScoreReport = readonly {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly namespace?: string; readonly name: string };
  readonly file_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments:
      | readonly { readonly path: string; readonly summary: string; readonly description: string }[]
      | null;
  }[];
}[];

/** kube-score's grades: 1 critical, 5 warning, 7 almost OK, 10 OK. */
const CRITICAL = 1;
const WARNING = 5;

/** Options of {@link runKubeScore}. */
export interface KubeScoreOptions {
  /** Version that the manifests are for, `v1.27` by default. */
  readonly kubernetesVersion?: string;
}

/**
 * Runs kube-score without its demand for CPU limits.
 *
 * @returns one finding for each critical or warning comment
 * @throws if a file cannot be parsed or nothing was found to check
 */
export async function runKubeScore(files: readonly string[], options: KubeScoreOptions = {}): Promise<Finding[]> {
  const { kubernetesVersion = 'v1.27' } = options;
  const flags = ['--output-format=json', '--ignore-container-cpu-limit', `--kubernetes-version=${kubernetesVersion}`];
  const paths = files.map((file) => path.resolve(file));
  const report = (await runScanner('kube-score', ['score', ...flags, ...paths])) as KubeScoreReport | null;
  if (!report || report.length === 0) throw new Error(`kube-score found nothing to check in ${files.join(', ')}`);
  return report.flatMap(({ type_meta, object_meta, file_name, checks }) =>
    checks
      .filter(({ skipped, grade }) => !skipped && grade <= WARNING)
      .flatMap(({ check, grade, comments }) =>
        (comments ?? [{ path: '', summary: check.id, description: '' }]).map((comment) => ({
          tool: 'kube-score' as const,
          check: check.id,
          object: objectName(type_meta.kind, object_meta.namespace, object_meta.name),
          file: file_name,
          message: [comment.path, comment.summary, comment.description].filter((part) => part).join(': '),
          severity: grade <= CRITICAL ? ('error' as const) : ('warning' as const),
        })),
      ),
  );
}
