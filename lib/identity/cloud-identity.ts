import type { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { literal } from '../checks/fixes';
import { checkArguments, needed, TEXT } from '../checks/kinds';
import { Cluster } from '../cluster/cluster';
import type { Labels } from '../manifest/labels';
import { annotate } from '../manifest/notes';
import type { Policy } from '../network/network-policy';
import type { PeerRule } from '../network/peer';
import { Port } from '../network/port';
import { publicAddresses } from '../network/public-addresses';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Annotates the ServiceAccount with the identity, allows egress to where tokens come from, and returns the labels that the pods
 * need.
 */
export function identify(
  scope: Construct,
  identity: CloudIdentity | undefined,
  account: ServiceAccount,
  fence: Policy,
): Labels {
  if (!identity) return {};
  const plan = identity.on(scope);
  annotate(scope, 'cloudIdentity of workloads with one ServiceAccount', account, plan.account);
  fence.allowTo(plan.issuer.peers, plan.issuer.ports);
  return plan.pod;
}

/** `arn:aws:iam::…` → `use CloudIdentity.awsRole('arn:aws:iam::…')` */
export function identityFix(value: unknown): string {
  const arn = typeof value === 'string' && value.startsWith('arn:') ? value : 'arn:aws:iam::111122223333:role/shop';
  return `use CloudIdentity.awsRole(${literal(arn)})${arn === value ? '' : ', for example'}`;
}

/** Tokens come from the public address of the cloud. */
const internet = () => ({ peers: publicAddresses(), ports: [Port.tcp(443, 'https')] });

interface Plan {
  /** Presets that it works on. */
  readonly cluster: string;
  readonly account: Labels;
  readonly pod: Labels;
  /** Peers and ports that tokens of the cloud come from. */
  readonly issuer: { readonly peers: readonly PeerRule[]; readonly ports: readonly Port[] };
}

/**
 * Identity of an app in the cloud that its cluster runs in: a short-lived token in place of a key in a Secret.
 *
 * @example new WebApp(this, 'web', { image, cloudIdentity: CloudIdentity.awsRole('arn:aws:iam::111122223333:role/shop') })
 */
export class CloudIdentity {
  /** A role of AWS IAM, by the identity provider of an EKS cluster: https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html */
  static awsRole(arn: string): CloudIdentity {
    checkArguments('CloudIdentity.awsRole', { arn }, { arn: needed(TEXT) });
    if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) {
      fail(
        undefined,
        'a role of AWS must be given by its ARN',
        arn,
        'use a form such as arn:aws:iam::111122223333:role/shop',
      );
    }
    const account = { 'eks.amazonaws.com/role-arn': arn };
    return new CloudIdentity({ cluster: 'eks', account, pod: {}, issuer: internet() });
  }

  /** The role in an association of EKS Pod Identity: https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html */
  static awsPodIdentity(): CloudIdentity {
    const peers = [{ cidr: '169.254.170.23/32' }, { cidr: 'fd00:ec2::23/128' }];
    const issuer = { peers, ports: [Port.tcp(80)] };
    return new CloudIdentity({ cluster: 'eks', account: {}, pod: {}, issuer });
  }

  /** A service account of Google Cloud, by its e-mail address: https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity */
  static googleServiceAccount(email: string): CloudIdentity {
    checkArguments('CloudIdentity.googleServiceAccount', { email }, { email: needed(TEXT) });
    if (!/^[a-z][-a-z0-9]{4,28}[a-z0-9]@[a-z][-a-z0-9.]+\.iam\.gserviceaccount\.com$/.test(email)) {
      fail(
        undefined,
        'a service account of Google must be given by its address',
        email,
        'use a form such as shop-web@acme.iam.gserviceaccount.com',
      );
    }
    const peers = [{ cidr: '169.254.169.252/32' }, { cidr: '169.254.169.254/32' }];
    const issuer = { peers, ports: [Port.tcp(80), Port.tcp(988, 'metadata')] };
    return new CloudIdentity({ cluster: 'gke', account: { 'iam.gke.io/gcp-service-account': email }, pod: {}, issuer });
  }

  /** A managed identity or application of Microsoft Entra, by its client id: https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html */
  static azureClient(clientId: string, tenantId?: string): CloudIdentity {
    const kinds = { clientId: needed(TEXT), tenantId: TEXT };
    checkArguments('CloudIdentity.azureClient', { clientId, tenantId }, kinds);
    for (const id of [clientId, ...(tenantId === undefined ? [] : [tenantId])]) {
      if (!UUID.test(id))
        fail(undefined, 'an identity of Azure must be given by UUIDs', id, 'use the client id, and the tenant id');
    }
    const account = {
      'azure.workload.identity/client-id': clientId,
      ...(tenantId !== undefined && { 'azure.workload.identity/tenant-id': tenantId }),
    };
    const pod = { 'azure.workload.identity/use': 'true' };
    return new CloudIdentity({ cluster: 'aks', account, pod, issuer: internet() });
  }

  private constructor(private readonly plan: Plan) {}

  /**
   * Returns the parts of ServiceAccount and pods, and the peers to open. Throws on a cluster of another cloud.
   * @internal
   */
  on(scope: Construct): Plan {
    const { preset } = Cluster.of(scope);
    if (preset !== this.plan.cluster) {
      fail(
        scope,
        `this cloud identity works on ${this.plan.cluster}`,
        `cluster ${preset}`,
        `use Cluster.${this.plan.cluster}(), or remove it`,
      );
    }
    return this.plan;
  }
}
