import { fail } from '../checks/errors';
import type { Finding } from './finding';
import { RULES } from './rules';

/** What is excepted from a rule, and why. */
export interface WaiverProps {
  /** The id of the rule: `read-only-root`. */
  readonly rule: string;
  /** The path of the construct that it is about, with everything inside: `shop/web`. Either this or `object`. */
  readonly construct?: string;
  /** The kind and name of the object that it is about: `Deployment/web`. Either this or `construct`. */
  readonly object?: string;
  /** Why the rule may be broken here, in three words or more. */
  readonly reason: string;
  /** The last day on which it holds, as `2027-01-31`; later it is an error. @default - it holds for ever */
  readonly expires?: string;
}

/**
 * Lets something break a rule. A waiver that excepts nothing is an error, and so is one that has expired: what synthesizes
 * today may then fail tomorrow, which is what the date is for.
 *
 * @example
 * new SecurityBaseline(this, 'baseline', {
 *   waivers: [Waiver.of({ rule: 'read-only-root', construct: 'shop/legacy', reason: 'writes beside its binary until 3.0' })],
 * });
 */
export class Waiver {
  /** Throws on a rule that does not exist, a missing or short reason, no target or two, and a date in another form. */
  static of(props: WaiverProps): Waiver {
    const { rule, construct, object, reason, expires } = props;
    const ids = RULES.map(({ id }) => id);
    if (!ids.includes(rule)) {
      fail(undefined, 'a waiver must name a rule', rule, `use one of ${[...ids].sort().join(', ')}`);
    }
    if ((construct === undefined) === (object === undefined)) {
      const got = construct === undefined ? 'neither' : 'both';
      fail(undefined, 'a waiver must have one of construct and object', got, "give construct: 'shop/web', for example");
    }
    if (object !== undefined && !/^[A-Za-z]+\/\S+$/.test(object)) {
      fail(undefined, 'the object of a waiver must be a kind and a name', object, 'use a form such as Deployment/web');
    }
    if (typeof reason !== 'string' || reason.trim().split(/\s+/).length < 3) {
      fail(undefined, 'a waiver must have a reason', reason, 'say in a few words why the rule may be broken here');
    }
    if (expires !== undefined && !isDay(expires)) {
      fail(undefined, 'a waiver must expire on a day', expires, 'use a form such as 2027-01-31');
    }
    return new Waiver(props);
  }

  readonly rule: string;
  readonly reason: string;
  readonly expires: string | undefined;

  private constructor(private readonly props: WaiverProps) {
    this.rule = props.rule;
    this.reason = props.reason;
    this.expires = props.expires;
  }

  /** Whether it is about a finding. */
  covers({ rule, object, path }: Finding): boolean {
    const { construct } = this.props;
    if (rule !== this.rule) return false;
    if (construct === undefined) return this.props.object === `${object?.kind}/${object?.name}`;
    return path === construct || path?.startsWith(`${construct}/`) === true;
  }

  /** Whether its last day is over, in UTC. */
  hasExpired(now: Date): boolean {
    return this.expires !== undefined && now.toISOString().slice(0, 10) > this.expires;
  }

  /** `read-only-root for shop/legacy` */
  toString(): string {
    return `${this.rule} for ${this.props.construct ?? this.props.object}`;
  }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
