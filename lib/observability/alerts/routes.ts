import type { JsonObject } from '../../manifest/json';
import type { Destinations } from './alerts';
import type { Receiver } from './receiver';

/** The receiver that does nothing. */
export const NOBODY = 'nobody';

/** A row of the routing table. An alert goes to the first row that matches, and further where the row says so. */
export interface Route {
  /** The alerts of the row, for people. */
  readonly says: string;
  /** The name of the receiver in Alertmanager's file. */
  readonly name: string;
  /** `undefined` for nobody. */
  readonly receiver: Receiver | undefined;
  readonly matchers: readonly string[];
  /** True if the rows below count, too. @default false */
  readonly continues?: boolean;
  /** The times of the row, where they differ from the usual ones. */
  readonly times?: Times;
}

interface Times {
  readonly group_wait: string;
  readonly group_interval: string;
  readonly repeat_interval: string;
}

/** The times between an alert and its message, between two messages about one group, and until a message is repeated. */
export const TIMES: Times = { group_wait: '30s', group_interval: '5m', repeat_interval: '4h' };
/** Alertmanager repeats at the end of a group interval: after five of them. */
const HEARTBEAT: Times = { group_wait: '0s', group_interval: '1m', repeat_interval: '4m30s' };

export const GROUPED_BY = ['namespace', 'job', 'alertname'];

/** Returns the routing table. Its last row has no matchers. */
export function routesOf({ receiver, critical, info, teams = {}, deadMan }: Destinations): readonly Route[] {
  const people = Object.entries(teams);
  return [
    {
      says: '`Watchdog`, which always fires',
      name: deadMan ? 'dead-man' : NOBODY,
      receiver: deadMan,
      matchers: ['alertname="Watchdog"'],
      times: HEARTBEAT,
    },
    { says: '`info`', name: info ? 'info' : NOBODY, receiver: info, matchers: ['severity="info"'] },
    ...(critical
      ? [
          {
            says: '`critical`',
            name: 'critical',
            receiver: critical,
            matchers: ['severity="critical"'],
            continues: people.length > 0,
          },
        ]
      : []),
    ...people.flatMap(([team, { namespaces, receiver: usual, critical: urgent }]): readonly Route[] => {
      const of = `namespace=~"${[...namespaces].sort().join('|')}"`;
      const whose = `of the namespaces of team \`${team}\``;
      const all: Route = { says: `all others ${whose}`, name: `team-${team}`, receiver: usual, matchers: [of] };
      if (!urgent) return [{ ...all, says: `all ${whose}` }];
      const name = `team-${team}-critical`;
      return [{ says: `\`critical\` ${whose}`, name, receiver: urgent, matchers: [of, 'severity="critical"'] }, all];
    }),
    { says: 'all others', name: 'default', receiver, matchers: [] },
  ];
}

/** Returns the section `route` of Alertmanager's file. */
export function routeTree(routes: readonly Route[]): JsonObject {
  const [usual, ...rows] = [...routes].reverse();
  return {
    group_by: GROUPED_BY,
    receiver: usual?.name,
    routes: rows.reverse().map(({ name, matchers, continues, times }) => ({
      ...(continues && { continue: true }),
      matchers,
      receiver: name,
      ...times,
    })),
    ...TIMES,
  };
}
