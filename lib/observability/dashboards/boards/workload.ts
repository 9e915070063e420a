import { groupedBy } from '../../../manifest/grouped-by';
import type { Watched } from '../../watched';
import { type Board, boardJson } from '../board';
import { type Row, signalPanel } from '../panel';
import { logRows } from '../rows/logs';
import { stateRow } from '../rows/pods';
import { saturationRow } from '../rows/saturation';
import { traceRow } from '../rows/traces';
import type { Shown } from '../shown';
import { dashboardUid } from '../uids';

/** Returns the dashboard of something that is watched: its state, its signals, its pods, its logs and its traces. */
export function workloadBoard(watched: Watched, shown: Shown): string {
  const { matchers, title } = watched;
  const board: Board = {
    uid: dashboardUid(watched),
    title,
    tags: ['workload'],
    rows: [
      stateRow(watched),
      ...signalRows(watched),
      ...(shown.containers ? [saturationRow(matchers)] : []),
      ...logRows(shown.logs, watched),
      ...(shown.traces && watched.sendsTraces ? [traceRow(watched)] : []),
    ],
  };
  return boardJson(board);
}

/** The rows of signals, in the order in which the rows begin. */
export function signalRows({ signals, matchers }: Pick<Watched, 'signals' | 'matchers'>): readonly Row[] {
  const rows = groupedBy(signals, ({ row = 'Signals' }) => row);
  return [...rows].map(([title, all]) => ({ title, panels: all.map((signal) => signalPanel(signal, matchers)) }));
}
