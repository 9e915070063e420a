/** A namespace with every level of access for people. */
import { Chart, Testing } from 'cdk8s';
import { App, SecurityBaseline } from '../../../lib';
import type { Manifest } from '../manifests';

export const NAMESPACE = 'access';
/** The group of each level, as the columns of docs/access.md name it. */
export const GROUPS: Readonly<Record<string, string>> = {
  view: 'staff',
  operate: 'operators',
  debug: 'developers',
  breakGlass: 'incident',
};

/** @returns the manifests, with an end of `breakGlass` in an hour */
export function program(): Manifest[] {
  const chart = new Chart(new App(), NAMESPACE, { namespace: NAMESPACE });
  const group = (level: string): string => GROUPS[level] as string;
  new SecurityBaseline(chart, 'baseline', {
    access: {
      view: [group('view')],
      operate: [group('operate')],
      debug: [group('debug')],
      breakGlass: { group: group('breakGlass'), until: new Date(Date.now() + 3_600_000) },
    },
  });
  return Testing.synth(chart);
}
