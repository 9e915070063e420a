import type { IConstruct } from 'constructs';
import { AppRecord } from './registry';

const notices = new AppRecord(() => new Set<string>());

/** Records a sentence about something that is right and that nobody may want. The synth of Mainstay's `App` prints it, once. */
export function notice(scope: IConstruct, what: string, fix: string): void {
  notices.of(scope).add(`[${scope.node.path}] ${what}; ${fix}`);
}

/** Returns the sentences about an app, and forgets them. */
export function takeNotices(app: IConstruct): readonly string[] {
  const all = notices.of(app);
  const taken = [...all];
  all.clear();
  return taken;
}
