import { Construct, type IConstruct } from 'constructs';
import { closest } from '../checks/closest';
import { fail } from '../checks/errors';
import { isDay } from '../checks/formats';
import { checkProps, type Kinds, LATER, TEXT } from '../checks/kinds';
import { isReason } from '../checks/reason';
import type { Finding } from './finding';
import { RULES } from './rules';

/** An exception from a rule, and the reason for it. */
export interface WaiverProps {
  /** The id of the rule: `read-only-root`. */
  readonly rule: string;
  /** The construct that it is about, or its path such as `shop/web`, with everything inside. Either this or `object`. */
  readonly construct?: string | IConstruct;
  /** The kind and name of the object that it is about: `Deployment/web`. Either this or `construct`. */
  readonly object?: string;
  /** The reason for the exception, in three words or more. */
  readonly reason: string;
  /** The last day on which it holds, as `2027-01-31`; later it is an error. @default - it holds for ever */
  readonly expires?: string;
}

const WAIVER: Kinds<WaiverProps> = {
  rule: LATER,
  construct: LATER,
  object: TEXT,
  reason: LATER,
  expires: TEXT,
};

/**
 * Lets an object break a rule. A waiver that excepts nothing is an error, and so is one that has expired: the date makes an app
 * fail that synthesized the day before.
 *
 * @example
 * new SecurityBaseline(this, 'baseline', {
 *   waivers: [{ rule: 'read-only-root', construct: legacy, reason: 'writes beside its binary until 3.0' }],
 * });
 */
export class Waiver {
  /** Throws on a rule that does not exist, a missing or short reason, no target or two, and a date in another form. */
  static of(props: WaiverProps | Waiver): Waiver {
    if (props instanceof Waiver) return props;
    checkProps(undefined, props, WAIVER, 'Waiver.of');
    const { rule, construct, object, reason, expires } = props;
    const ids = RULES.map(({ id }) => id);
    if (!ids.includes(rule)) {
      fail(undefined, 'a waiver must name a rule', rule, ruleFix(rule, ids));
    }
    if ((construct === undefined) === (object === undefined)) {
      const got = construct === undefined ? 'neither' : 'both';
      fail(undefined, 'a waiver must have one of construct and object', got, 'give construct: web, for example');
    }
    if (construct !== undefined && typeof construct !== 'string' && !Construct.isConstruct(construct)) {
      const fix = "pass the construct, or its path such as 'shop/web'";
      fail(undefined, 'the construct of a waiver must be a construct or its path', construct, fix);
    }
    if (object !== undefined && !/^[A-Za-z]+\/\S+$/.test(object)) {
      fail(undefined, 'the object of a waiver must be a kind and a name', object, 'use a form such as Deployment/web');
    }
    if (typeof reason !== 'string' || !isReason(reason)) {
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

  /** True if it is about a finding. @internal */
  covers({ rule, object, path }: Pick<Finding, 'rule' | 'object' | 'path'>): boolean {
    const { construct } = this;
    if (rule !== this.rule) return false;
    if (construct === undefined) return this.props.object === `${object?.kind}/${object?.name}`;
    return path === construct || path?.startsWith(`${construct}/`) === true;
  }

  /** The path of the construct; `undefined` for a waiver of an object. */
  get construct(): string | undefined {
    const { construct } = this.props;
    return typeof construct === 'object' ? construct.node.path : construct;
  }

  /** Returns the same waiver for another path. @internal */
  at(path: string): Waiver {
    return new Waiver({ ...this.props, construct: path });
  }

  /** True if its last day is over, in UTC. @internal */
  hasExpired(now: Date): boolean {
    return this.expires !== undefined && now.toISOString().slice(0, 10) > this.expires;
  }

  /** `read-only-root for shop/legacy` */
  toString(): string {
    return `${this.rule} for ${this.construct ?? this.props.object}`;
  }
}

/** Returns the fix for an unknown rule: those that are meant, such as `read-only-root` by `readOnlyRootFilesystem`, else all. */
function ruleFix(rule: unknown, ids: readonly string[]): string {
  if (typeof rule === 'string') {
    const near = closest(rule, ids);
    if (near !== undefined) return `did you mean ${near}`;
    const words = new Set(wordsOf(rule));
    const meant = ids.filter((id) => id.split('-').every((word) => words.has(word)));
    const about = ids.filter((id) => words.size > 0 && [...words].every((word) => id.split('-').includes(word)));
    const [found, ...more] = meant.length > 0 ? meant : about;
    if (found !== undefined) return `did you mean ${[found, ...more].join(' or ')}`;
  }
  return `use one of ${[...ids].sort().join(', ')}`;
}

/** `readOnlyRootFilesystem` → `read`, `only`, `root`, `filesystem` */
function wordsOf(text: string): readonly string[] {
  return (
    text
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  );
}

/** A finding that a waiver accepts. */
export interface Accepted {
  readonly finding: Finding;
  readonly waiver: Waiver;
}
