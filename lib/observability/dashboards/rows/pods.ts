import type { Watched } from '../../watched';
import { lines, NONE_IS_GOOD, number, over, type Row } from '../panel';

/** The state of something that is watched: its alerts, and its pods that answer. */
export function stateRow({ matchers, target }: Watched): Row {
  const firing = number(
    'alerts',
    'How many alerts fire?',
    `count(ALERTS{${matchers},alertstate="firing"}) or vector(0)`,
    NONE_IS_GOOD,
  );
  if (!target) return { title: 'State', panels: [firing] };
  return {
    title: 'State',
    panels: [
      firing,
      number('pods', 'How many pods answer?', `sum(up{${matchers}})`),
      { ...lines('answers', 'Which pods answer?', 'short', over(`up{${matchers}}`, '{{pod}}')), height: 6 },
    ],
  };
}
