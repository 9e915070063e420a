import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, type App, type AppProps, Chart, YamlOutputType } from 'cdk8s';
import { Construct, DependencyGroup, type IConstruct } from 'constructs';
import * as fc from 'fast-check';

const IDS = ['web', '0', '7', '10', '3', 'Default', 'a.b', 'Data_1', 'api/v1'];
const KINDS = ['ConfigMap', 'Secret', 'Example'];

export interface TreeSpec {
  readonly nodes: { type: 'chart' | 'construct' | 'object'; parent: number; id: string; kind: string }[];
  readonly dependencies: { from: number; to: number; and?: number | undefined }[];
  readonly overridden: boolean;
  readonly invalid: boolean;
  readonly yamlOutputType: YamlOutputType;
  readonly recordConstructMetadata: boolean;
}

const index = fc.nat({ max: 99 });
const rarely = fc.integer({ min: 0, max: 15 }).map((n) => n === 0);

/** A construct tree to be: charts, nested or not, constructs, API objects and dependencies between any of them. */
export const treeSpecs: fc.Arbitrary<TreeSpec> = fc.record({
  nodes: fc.array(
    fc.record({
      type: fc.constantFrom('chart', 'chart', 'construct', 'object', 'object', 'object'),
      parent: index,
      id: fc.constantFrom(...IDS),
      kind: fc.constantFrom(...KINDS),
    }),
    { minLength: 1, maxLength: 16 },
  ),
  dependencies: fc.array(fc.record({ from: index, to: index, and: fc.option(index, { nil: undefined, freq: 5 }) }), {
    maxLength: 5,
  }),
  overridden: rarely,
  invalid: rarely,
  yamlOutputType: fc.constantFrom(
    YamlOutputType.FILE_PER_APP,
    YamlOutputType.FILE_PER_CHART,
    YamlOutputType.FILE_PER_RESOURCE,
    YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  ),
  recordConstructMetadata: fc.boolean(),
});

class ChartWithOwnJson extends Chart {
  override toJson() {
    if (!this.node.tryFindChild('late')) new ApiObject(this, 'late', { apiVersion: 'v1', kind: 'Late' });
    return [...super.toJson(), { kind: 'Extra', metadata: { name: 'extra' } }];
  }
}

/** Builds the tree; the same spec always makes the same one. */
export function build(app: App, spec: TreeSpec): void {
  const all: IConstruct[] = [app];
  const inCharts: IConstruct[] = [];
  for (const { type, parent, id, kind } of spec.nodes) {
    const parents = type === 'object' ? inCharts : all;
    const scope = parents[parent % Math.max(parents.length, 1)];
    if (!scope) continue;
    const free = scope.node.tryFindChild(id) ? `${id}-${all.length}` : id;
    const node = create(scope, free, type, kind, spec.overridden);
    all.push(node);
    if (type === 'chart' || inCharts.includes(scope)) inCharts.push(node);
  }
  const at = (position: number) => all[position % all.length] ?? app;
  for (const { from, to, and } of spec.dependencies) {
    const targets = and === undefined ? [at(to)] : [at(to), at(and)];
    if (targets.includes(at(from))) continue;
    at(from).node.addDependency(and === undefined ? at(to) : new DependencyGroup(...targets));
  }
  if (spec.invalid) at(1).node.addValidation({ validate: () => ['not valid', 'at all'] });
}

function create(scope: IConstruct, id: string, type: string, kind: string, overridden: boolean): IConstruct {
  if (type === 'construct') return new Construct(scope as Construct, id);
  if (type === 'object') return new ApiObject(scope as Construct, id, { apiVersion: 'v1', kind, data: { id } });
  return overridden ? new ChartWithOwnJson(scope as Construct, id) : new Chart(scope as Construct, id);
}

export interface Outcome {
  readonly error?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Runs `act` on a fresh app in a fresh directory and reads what it left there. */
export function outcomeOf<A extends App>(AppClass: new (props: AppProps) => A, props: AppProps, act: (app: A) => void) {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    let error: string | undefined;
    try {
      act(new AppClass({ ...props, outdir }));
    } catch (thrown) {
      error = (thrown as Error).message;
    }
    return { error, files: filesIn(outdir) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Every file and folder under a directory, without the record of synth; folders end in a slash and are empty. */
export function filesIn(directory: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(directory.length + 1);
    if (name === '.mainstay') continue;
    if (entry.isDirectory()) found[`${name}/`] = '';
    else found[name] = entry.isFile() ? readFileSync(path, 'utf8') : 'a link';
  }
  return found;
}
