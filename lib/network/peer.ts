import type { IConstruct } from 'constructs';
import { cidrRange, contains } from '../checks/cidr';
import { fail } from '../checks/errors';
import { dnsLabel, hostName, labelPair } from '../checks/formats';
import { checkArguments, checkProps, type Kinds, LIST, NAME, needed, TABLE } from '../checks/kinds';
import { checkConstruct } from '../checks/scope';

/**
 * One end of a network connection. Implement it to let Mainstay's constructs open the network to and from your own.
 *
 * @example
 * class Mailer extends Construct implements IPeer {
 *   readonly peer = Peer.pods(this, { name: 'mailer', labels: { app: 'mailer' } });
 * }
 */
export interface IPeer {
  readonly peer: Peer;
}

/** Pods that this app defines. */
export interface PodPeerProps {
  /** Name for people; it becomes part of the names of policies. */
  readonly name: string;
  /** Labels that select exactly these pods in their namespace. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Pods in the cluster that this app does not define, such as an ingress controller. */
export interface ForeignPodPeerProps {
  readonly name: string;
  /** Names of the namespaces they may run in. @default - any namespace */
  readonly namespaces?: readonly string[];
  /** Labels of the pods. @default - every pod of those namespaces */
  readonly labels?: Readonly<Record<string, string>>;
}

/** One element of a NetworkPolicy's `from` or `to`, as plain data. */
export interface PeerRule {
  readonly namespaces?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly cidr?: string;
  readonly except?: readonly string[];
}

const PODS: Kinds<PodPeerProps> = { name: needed(NAME), labels: needed(TABLE) };
const FOREIGN: Kinds<ForeignPodPeerProps> = { name: needed(NAME), namespaces: LIST, labels: TABLE };

/**
 * Pods or addresses, as NetworkPolicies select them.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class Peer {
  /** Pods of this app, in the namespace of the chart that holds `scope`. Both ends of a connection are opened. */
  static pods(scope: IConstruct, props: PodPeerProps): Peer {
    checkConstruct('Peer.pods', scope);
    checkProps(scope, props, PODS, 'Peer.pods');
    for (const [key, value] of Object.entries(props.labels)) labelPair(scope, key, value);
    if (Object.keys(props.labels).length === 0) {
      fail(scope, 'a peer needs labels that select its pods', props.labels, 'pass the labels of the pod template');
    }
    return new Peer(props.name, scope, [{ labels: props.labels }]);
  }

  /** Pods that this app does not define: only this app's end of the connection is opened. */
  static foreignPods(props: ForeignPodPeerProps): Peer {
    checkProps(undefined, props, FOREIGN, 'Peer.foreignPods');
    for (const [key, value] of Object.entries(props.labels ?? {})) labelPair(undefined, key, value);
    for (const name of props.namespaces ?? []) dnsLabel(undefined, 'the namespace of a peer', name);
    return new Peer(props.name, undefined, [{ namespaces: props.namespaces ?? [], labels: props.labels ?? {} }]);
  }

  /**
   * Address ranges in CIDR notation, without the ranges in `except`: only this app's end of the connection is opened.
   * Throws when a range is not in CIDR notation.
   */
  static addresses(
    name: string,
    cidrs: readonly string[],
    options: { readonly except?: readonly string[] } = {},
  ): Peer {
    checkArguments('Peer.addresses', { name, cidrs }, { name: needed(NAME), cidrs: needed(LIST) });
    const { except = [] } = checkProps(undefined, options, { except: LIST }, 'Peer.addresses');
    if (cidrs.length === 0)
      fail(undefined, 'a peer needs at least one address range', cidrs, 'pass a CIDR such as 10.0.0.0/8');
    const range = (cidr: string): string => cidrRange(undefined, 'an address range', cidr);
    const holes = except.map(range);
    const rule = (cidr: string): PeerRule => ({ cidr, except: holes.filter((inner) => contains(cidr, inner)) });
    return new Peer(name, undefined, cidrs.map(range).map(rule));
  }

  /** The same peer with another name for people. */
  called(name: string): Peer {
    checkArguments('Peer.called', { name }, { name: needed(NAME) });
    return new Peer(name, this.scope, this.rules, this.host, this.reason);
  }

  /** The same addresses, as those of a host, for network plugins that support host names. */
  named(host: string): Peer {
    return new Peer(this.name, this.scope, this.rules, hostName(undefined, 'the host of a peer', host));
  }

  /** The same addresses, with the reason to open so many. @internal */
  because(reason: string): Peer {
    return new Peer(this.name, this.scope, this.rules, this.host, reason);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly name: string,
    /** Construct in whose chart the pods are; `undefined` for peers that this app does not define. */
    readonly scope: IConstruct | undefined,
    readonly rules: readonly PeerRule[],
    /** Host that the addresses belong to; it may begin with `*.`. */
    readonly host?: string,
    /** The reason to open so many addresses. @internal */
    readonly reason?: string,
  ) {}
}
