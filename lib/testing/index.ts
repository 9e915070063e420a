import { Chart, Testing } from 'cdk8s';
import { fail } from '../checks/errors';
import { checkArguments, needed, TEXT } from '../checks/kinds';

/** A rendered Kubernetes object, with fields of any type. */
// biome-ignore lint/suspicious/noExplicitAny: what a manifest holds depends on its kind
export type Manifest = Record<string, any>;

/**
 * Manifests of a chart, for assertions that say more than a snapshot.
 *
 * @example
 * const made = Manifests.of(chart);
 * expect(made.find('Deployment', 'web').spec.replicas).toBe(3);
 */
export class Manifests {
  /** Renders a chart. Throws the errors of its validations. */
  static of(chart: Chart): Manifests {
    if (!Chart.isChart(chart)) fail(undefined, 'the manifests must be those of a chart', chart, 'pass a Chart');
    return new Manifests(Testing.synth(chart));
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** Every manifest, in the order in which it is applied. */
    readonly all: readonly Manifest[],
  ) {}

  /**
   * Returns the one manifest of a kind, and of a name if given. Throws when there is none or more than one, and lists what
   * there is.
   */
  find(kind: string, name?: string): Manifest {
    checkArguments('Manifests.find', { kind, name }, { kind: needed(TEXT), name: TEXT });
    const [found, ...more] = this.all.filter((m) => m['kind'] === kind && (name === undefined || nameOf(m) === name));
    if (found && more.length === 0) return found;
    const there = this.all.map((m) => `${m['kind']}/${nameOf(m)}`).join(', ');
    const wanted = name === undefined ? kind : `${kind}/${name}`;
    const got = found ? more.length + 1 : 'none';
    return fail(undefined, `one ${wanted} must be in the chart`, got, `there are ${there}`);
  }

  /** Returns the names of all manifests of a kind, sorted. */
  names(kind: string): string[] {
    checkArguments('Manifests.names', { kind }, { kind: needed(TEXT) });
    return this.all
      .filter((m) => m['kind'] === kind)
      .map(nameOf)
      .sort();
  }
}

function nameOf(manifest: Manifest): string {
  return manifest['metadata'].name;
}
