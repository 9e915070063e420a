import { fail } from '../../checks/errors';
import { dnsLabel } from '../../checks/formats';
import {
  checkKind,
  checkProps,
  type Kind,
  type Kinds,
  LIST,
  made,
  needed,
  object,
  TEXT,
  tableOf,
} from '../../checks/kinds';
import { Receiver } from './receiver';

/** The people who get the alerts of some namespaces. */
export interface AlertTeam {
  /** The namespaces that are theirs. A namespace has one team. */
  readonly namespaces: readonly string[];
  /** The receiver of the alerts of these namespaces, in the place of the default one. */
  readonly receiver: Receiver;
  /** The receiver of those that are critical, in the place of `receiver`. @default - `receiver` */
  readonly critical?: Receiver;
}

export interface AlertsOptions {
  /** The receiver of critical alerts, those of teams too, in the place of the default one. @default - the default one */
  readonly critical?: Receiver;
  /** The receiver of alerts that are context only. @default - they are shown and not sent */
  readonly info?: Receiver;
  /** The teams by their names. @default - none */
  readonly teams?: Readonly<Record<string, AlertTeam>>;
  /** The dead man's switch, which notices that no alert can arrive. @default - none */
  readonly deadMan?: Receiver;
}

/** The receivers that a program names, by what they get. */
export interface Destinations extends AlertsOptions {
  readonly receiver: Receiver;
}

const RECEIVER: Kind = {
  ...made(Receiver, 'a Receiver', "use Receiver.slack(SecretKey.of('slack', 'url'), { channel: '#ops' }), for example"),
  secret: true,
};
const TEAM: Kinds<AlertTeam> = { namespaces: needed(LIST), receiver: needed(RECEIVER), critical: RECEIVER };
const OPTIONS: Kinds<AlertsOptions> = {
  critical: RECEIVER,
  info: RECEIVER,
  teams: tableOf(object(TEAM)),
  deadMan: RECEIVER,
};
/** Leaves room for the other parts of the names of volumes. */
const LONGEST_TEAM = 30;

/**
 * The destination of alerts: receivers, or none on purpose.
 *
 * @example Alerts.to(Receiver.slack(SecretKey.of('slack', 'url'), { channel: '#ops' }))
 */
export class Alerts {
  /**
   * Sends alerts to a receiver, and some of them elsewhere. An Alertmanager groups them by namespace, job and name. Throws when two
   * teams have one namespace, and when a dead man's switch would get other alerts than `Watchdog`.
   *
   * @see https://prometheus.io/docs/alerting/latest/alertmanager/
   */
  static to(receiver: Receiver, options: AlertsOptions = {}): Alerts {
    checkKind(undefined, 'the receiver of Alerts.to', receiver, needed(RECEIVER));
    const checked = checkProps(undefined, options, OPTIONS, 'Alerts.to');
    const destinations: Destinations = { ...checked, receiver };
    checkTeams(checked.teams ?? {});
    checkDeadMan(destinations);
    return new Alerts(destinations, undefined);
  }

  /** Shows alerts and sends none, on purpose. Throws without a reason. */
  static nobody(why: string): Alerts {
    checkKind(undefined, 'the reason of Alerts.nobody', why, needed(TEXT));
    if (!/\p{L}{2,}.*\s.*\p{L}/u.test(why)) {
      const fix = "use a sentence such as 'a cluster for trying things out'";
      fail(undefined, 'the reason of Alerts.nobody must be words that tell why', why, fix);
    }
    return new Alerts(undefined, why);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** @internal */
    readonly destinations: Destinations | undefined,
    /** The reason for which alerts have no receiver; `undefined` when they have one. */
    readonly why: string | undefined,
  ) {}
}

function checkTeams(teams: Readonly<Record<string, AlertTeam>>): void {
  const owners = new Map<string, string>();
  for (const [name, { namespaces }] of Object.entries(teams)) {
    dnsLabel(undefined, 'the name of a team', name, LONGEST_TEAM);
    if (namespaces.length === 0) {
      fail(undefined, `team ${name} of Alerts.to needs namespaces`, namespaces, "use ['shop'], for example");
    }
    for (const namespace of namespaces) {
      dnsLabel(undefined, `a namespace of team ${name}`, namespace);
      const other = owners.get(namespace);
      if (other !== undefined) {
        const got = other === name ? `${other} twice` : `${other} and ${name}`;
        fail(undefined, `namespace ${namespace} must have one team in Alerts.to`, got, 'take it out of one of them');
      }
      owners.set(namespace, name);
    }
  }
}

function checkDeadMan({ deadMan, receiver, critical, info, teams = {} }: Destinations): void {
  const isDeadMan = (one: Receiver | undefined): boolean => one?.model.kind === 'dead man';
  const others = [receiver, critical, info, ...Object.values(teams).flatMap((team) => [team.receiver, team.critical])];
  if (others.some(isDeadMan)) {
    const fix = 'use it as deadMan, and Receiver.webhook(url) for alerts';
    fail(undefined, 'Receiver.deadMan gets no alert but Watchdog', 'alerts', fix);
  }
  if (deadMan && !isDeadMan(deadMan)) {
    fail(
      undefined,
      "deadMan of Alerts.to must be a dead man's switch",
      deadMan.model.kind,
      'use Receiver.deadMan(url)',
    );
  }
}

export const ALERTS: Kind = made(
  Alerts,
  'an Alerts',
  "use Alerts.to(Receiver.slack(SecretKey.of('slack', 'url'), { channel: '#ops' })), for example",
);
