import type { IConstruct } from 'constructs';
import { AppRecord } from './registry';

const notices = new AppRecord(() => new Set<string>());

/** Records a sentence about something that is right and that nobody may want. The synth of Mainstay's `App` prints it, once. */
export function notice(scope: IConstruct, what: string, fix: string): void {
  noticeAt(scope, scope.node.path, `${what}; ${fix}`);
}

/** Records a sentence about the construct of a path. */
export function noticeAt(scope: IConstruct, path: string, sentence: string): void {
  notices.of(scope).add(`[${path}] ${sentence}`);
}

/** Returns the sentences about an app, and forgets them. */
export function takeNotices(app: IConstruct): readonly string[] {
  const all = notices.of(app);
  const taken = [...all];
  all.clear();
  return taken;
}
