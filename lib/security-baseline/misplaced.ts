import { closest } from '../checks/closest';
import type { Finding } from './finding';
import type { Waiver } from './waiver';

/** The waivers with corrected paths, and a finding for each whose path names no construct. */
export interface Placed {
  readonly waivers: readonly Waiver[];
  readonly findings: readonly Finding[];
}

/**
 * Looks up the constructs of waivers in the paths of an app. A waiver with a wrong path makes one finding, with the nearest
 * path. The waiver then covers that path, so that its findings are not reported too.
 */
export function placed(waivers: readonly Waiver[], paths: ReadonlySet<string>, findings: readonly Finding[]): Placed {
  const found: Finding[] = [];
  const meant = waivers.flatMap((waiver) => {
    const { construct } = waiver;
    if (construct === undefined || paths.has(construct)) return waiver;
    const nearest = nearestPath(construct, candidates(waiver, paths, findings));
    found.push(misplaced(construct, nearest));
    return nearest === undefined ? [] : waiver.at(nearest);
  });
  return { waivers: meant, findings: found };
}

function misplaced(construct: string, nearest: string | undefined): Finding {
  return {
    rule: 'waiver',
    severity: 'error',
    object: undefined,
    path: undefined,
    what: 'the construct of a waiver must be in the app',
    why: 'a path that names nothing excepts nothing',
    got: construct,
    fix: nearest === undefined ? 'pass the construct itself' : `use ${nearest}, or pass the construct itself`,
  };
}

/** Returns the paths that break the rule, with those around them; all paths when none does. */
function candidates({ rule }: Waiver, paths: ReadonlySet<string>, findings: readonly Finding[]): readonly string[] {
  const broken = findings.filter((finding) => finding.rule === rule).flatMap(({ path }) => path ?? []);
  const all = broken.length > 0 ? broken.flatMap(around) : [...paths];
  return [...new Set(all)].sort((a, b) => a.length - b.length);
}

function around(path: string): readonly string[] {
  const ids = path.split('/');
  return ids.map((_, at) => ids.slice(0, at + 1).join('/'));
}

function nearestPath(path: string, paths: readonly string[]): string | undefined {
  const lower = path.toLowerCase();
  const id = lower.split('/').at(-1);
  return (
    paths.find((other) => other.toLowerCase().endsWith(`/${lower}`)) ??
    closest(path, paths) ??
    paths.find((other) => other.toLowerCase().split('/').at(-1) === id)
  );
}
