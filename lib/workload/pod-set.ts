import type { ApiObject } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { pullSecretsOf } from '../cluster/pulls';
import { type CloudIdentity, identify } from '../identity/cloud-identity';
import type { Permission } from '../identity/permission';
import { grant } from '../identity/role';
import { complete } from '../manifest/complete';
import { type Labels, selectorLabels, standardLabels } from '../manifest/labels';
import { openApiServer } from '../network/api-server';
import { fence } from '../network/fence';
import type { Policy } from '../network/network-policy';
import { type IPeer, Peer } from '../network/peer';
import { nameExternal } from '../registry/external-objects';
import { checkNamespace, reserveName } from '../registry/names';
import { reservePods } from '../registry/pods';

/** Properties of a set of pods. */
export interface PodSetProps {
  /** The kind of the object that runs the pods, for its name. */
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob' | 'Job';
  readonly name: string;
  /** The value of the label `app.kubernetes.io/component`: `web-app`. */
  readonly component: string;
  /** The longest name that the object can have. @default 63 */
  readonly longest?: number | undefined;
  /** @default - the labels `app.kubernetes.io/name` and `app.kubernetes.io/component` */
  readonly selector?: Labels | undefined;
  /** The labels of the objects about the pods. @default - the recommended labels and the selector */
  readonly labels?: Labels | undefined;
  /** The account of other pods, with its rights and its cloud identity. @default - an account of its own */
  readonly account?: ServiceAccount | undefined;
  /** The account of another workload, which the permissions are added to. @default - an account of its own */
  readonly adopted?: ServiceAccount | undefined;
  /** The permissions of the account at the API server. @default - none */
  readonly permissions?: readonly Permission[] | undefined;
  /** @default - none */
  readonly identity?: CloudIdentity | undefined;
  /** Address ranges of name servers besides those of the cluster; `none` allows no name server at all. @default [] */
  readonly nameServers?: readonly string[] | 'none' | undefined;
}

interface Enclosure {
  readonly fence: Policy;
  readonly role: ApiObject | undefined;
}

/**
 * Pods of one kind: their name, labels and selector, which no other pods of the namespace share, a ServiceAccount, and a
 * network that is closed both ways except for DNS. The account and the NetworkPolicy are made when they are first used, and
 * always before an object that runs the pods is completed.
 */
export class PodSet implements IPeer {
  readonly name: string;
  /** The labels that select exactly these pods. */
  readonly selector: Labels;
  /** The labels of the objects about the pods. */
  readonly labels: Labels;
  readonly peer: Peer;
  private account: ServiceAccount | undefined;
  private enclosure: Enclosure | undefined;
  private identityLabels: Labels = {};
  private callsApiServer: boolean;

  constructor(
    readonly scope: Construct,
    private readonly props: PodSetProps,
  ) {
    const { kind, name, component, longest, selector, permissions = [] } = props;
    checkNamespace(scope);
    this.name = reserveName(scope, kind, name, longest);
    if (selector && Object.keys(selector).length === 0) {
      fail(scope, 'selector must name the labels of the pods', selector, 'leave it out');
    }
    this.selector = selector ?? selectorLabels(this.name, component);
    this.labels = props.labels ?? { ...standardLabels(scope, this.name, component), ...this.selector };
    reservePods(scope, this.selector, { ...this.labels, ...this.selector });
    this.peer = Peer.pods(scope, { name: this.name, labels: this.selector });
    this.callsApiServer = permissions.length > 0;
    for (const secret of pullSecretsOf(scope)) nameExternal(scope, 'Secret', secret);
  }

  /** @see https://kubernetes.io/docs/concepts/security/service-accounts/ */
  get serviceAccount(): ServiceAccount {
    this.account ??= this.props.account ?? this.props.adopted ?? serviceAccount(this);
    return this.account;
  }

  /** The NetworkPolicy that closes the network of the pods. */
  get fence(): Policy {
    return this.enclosed().fence;
  }

  /** The Role of the account; `undefined` without permissions, and with the account of other pods. */
  get role(): ApiObject | undefined {
    return this.enclosed().role;
  }

  /** Makes the account and the NetworkPolicy if they are not made yet. */
  close(): void {
    this.account = this.serviceAccount;
    this.enclosed();
  }

  /** True if the pods get the token of their account. */
  get token(): boolean {
    return this.callsApiServer;
  }

  /** The labels of the pods: those of the objects, and those that a cloud identity needs. */
  get podLabels(): Labels {
    this.enclosed();
    return { ...this.labels, ...this.identityLabels };
  }

  /** Gives the pods the token of their account, and allows egress to the API server. */
  callApiServer(): void {
    this.callsApiServer = true;
    this.reachApiServer();
  }

  /** Allows egress to the API server, for pods of which only some containers mount a token. */
  reachApiServer(): void {
    openApiServer(this);
  }

  /** Gives the account an identity in the cloud. */
  identify(identity: CloudIdentity): void {
    const labels = identify(this.scope, identity, this.serviceAccount, this.fence);
    this.identityLabels = { ...this.identityLabels, ...labels };
  }

  private enclosed(): Enclosure {
    if (this.enclosure) return this.enclosure;
    const { scope, labels } = this;
    const { nameServers, permissions = [], identity, account } = this.props;
    const closed = fence(this, nameServers);
    const shared = account !== undefined || permissions.length === 0;
    const role = shared ? undefined : grant(scope, this.serviceAccount, permissions, labels, this.name);
    this.enclosure = { fence: closed, role };
    if (this.callsApiServer) this.reachApiServer();
    if (identity) this.identify(identity);
    return this.enclosure;
  }
}

function serviceAccount({ scope, name, labels }: PodSet): ServiceAccount {
  const account = new ServiceAccount(scope, 'ServiceAccount', {
    metadata: { name: reserveName(scope, 'ServiceAccount', name), labels: { ...labels } },
    automountToken: false,
  });
  complete(account);
  return account;
}
