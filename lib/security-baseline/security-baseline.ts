import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { fail, within } from '../checks/errors';
import { settleProps } from '../checks/mended';
import { placed } from '../checks/scope';
import { requires } from '../cluster/add-ons/requires';
import { Cluster } from '../cluster/cluster';
import { applyLast } from '../manifest/apply-order';
import { type Labels, standardLabels } from '../manifest/labels';
import { namespaceOf, PlainObject } from '../manifest/plain-object';
import { allowDns } from '../network/fence';
import { Policy } from '../network/network-policy';
import { reserveName } from '../registry/names';
import { whenComplete } from '../registry/when-complete';
import { Access } from './access/access';
import { settleAccess } from './access/props';
import { judgeInCluster } from './admission/admission';
import { missingAdmission, settleStage } from './admission/stages';
import { countedManifests } from './app-manifests';
import { limitRange } from './limits';
import { peak } from './peak';
import { SECURITY_BASELINE, type SecurityBaselineProps } from './props';
import { givenAmounts, resourceQuota, shortfalls } from './quota';
import { ImageScan } from './scanning/image-scan';
import { checkScanning } from './scanning/props';
import { signaturePolicies } from './signatures/policies';
import type { Level } from './standards';
import { verifyAtSynth } from './verification';
import { Waiver } from './waiver';

/**
 * Isolates a namespace and verifies its contents. It makes a Namespace with Pod Security Standards, a default-deny
 * NetworkPolicy
 * that allows DNS, default resources for containers, a default ServiceAccount without a token, and a quota. At synth it checks every rule against every object of the
 * namespace and of the chart, including objects of other constructs. It changes no object that other constructs make.
 *
 * Create it in a chart that has a namespace, once for each namespace. The Namespace is applied before the rest of its chart.
 *
 * Throws when the chart has no namespace or already has a baseline, and on amounts and names that Kubernetes does not take.
 * Violations of rules are errors at synth: all at once, each with the path of the construct, the value and the fix.
 *
 * @example new SecurityBaseline(this, 'baseline', { external: [ExternalObject.secret('stripe')] })
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies
 */
export class SecurityBaseline extends Construct {
  readonly namespace: ApiObject;
  /** Denies all traffic of every pod, in both directions, except for DNS. */
  readonly networkPolicy: ApiObject;
  readonly limitRange: ApiObject;
  readonly quota: ApiObject;
  /** The ServiceAccount `default`, which pods without another one run as. It has no token. */
  readonly defaultAccount: ApiObject;

  private readonly props: SecurityBaselineProps;
  private readonly name: string;
  private readonly labels: Labels;
  private readonly level: Level;

  constructor(scope: Construct, id: string, props: SecurityBaselineProps = {}) {
    super(...placed(new.target.name, scope, id));
    this.props = settleProps(this, props, SECURITY_BASELINE, {}, (right) => {
      const waivers = (right.waivers ?? []).map((waiver) => within(this, () => Waiver.of(waiver)));
      givenAmounts(this, right.quota ?? {});
      settleStage(this, right.admission);
      settleAccess(this, right.access ?? {}, right.now ?? new Date());
      if (right.signatures) requires(this, 'kyverno', 'signatures');
      if (right.imageScanning) checkScanning(this, right.imageScanning, right.now ?? new Date());
      return { ...right, waivers };
    });
    const name = namespaceOf(this);
    if (name === undefined) {
      fail(this, 'a SecurityBaseline needs a namespace', name, "pass { namespace: 'shop' } to its chart");
    }
    this.level = this.props.podSecurity ?? 'restricted';
    this.name = reserveName(this, 'Namespace', name);
    this.labels = standardLabels(this, this.name, 'security-baseline');
    this.namespace = this.createNamespace().resource;
    this.networkPolicy = this.createNetworkPolicy().resource;
    this.limitRange = this.plain('LimitRange', 'defaults', limitRange).resource;
    this.defaultAccount = this.createDefaultAccount().resource;
    const { access, now } = this.props;
    if (access) new Access(this, 'Access', access, this.labels, now);
    this.scanImages();
    signaturePolicies(this, this.props.signatures ?? [], this.props.admission ?? 'deny', this.labels);
    // The judgement counts the manifests of the app, and the quota is compared with them afterwards.
    this.verify();
    this.quota = this.createQuota().resource;
    this.judgeInCluster();
    Chart.of(this).node.addDependency(this.namespace);
  }

  private createNamespace(): PlainObject {
    const version = `v${/1\.\d+/.exec(Cluster.of(this).version)?.[0]}`;
    const standard = (mode: string, level: string): Labels => ({
      [`pod-security.kubernetes.io/${mode}`]: level,
      [`pod-security.kubernetes.io/${mode}-version`]: version,
    });
    return new PlainObject(this, 'Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      name: this.name,
      labels: {
        ...this.labels,
        ...standard('enforce', this.level),
        ...standard('warn', 'restricted'),
        ...standard('audit', 'restricted'),
      },
      annotations: this.note(),
      clusterScoped: true,
      fields: () => ({}),
    });
  }

  /** Says what was asked for and is not in the manifests, because the cluster cannot do it or does it by itself. */
  private note(): Record<string, string> | undefined {
    const { admission, imageScanning } = this.props;
    const cluster = Cluster.of(this);
    const notes = {
      ...(admission !== undefined &&
        !cluster.has('admissionPolicies') && { 'mainstay/admission': missingAdmission(admission, cluster) }),
      ...(imageScanning !== undefined &&
        cluster.addOn('trivyOperator') && {
          'mainstay/image-scanning': 'the Trivy Operator of the cluster scans the images',
        }),
    };
    return Object.keys(notes).length > 0 ? notes : undefined;
  }

  private scanImages(): void {
    const { imageScanning } = this.props;
    if (imageScanning === undefined || Cluster.of(this).addOn('trivyOperator')) return;
    new ImageScan(this, this.name, imageScanning);
  }

  private judgeInCluster(): void {
    const { admission } = this.props;
    if (admission === undefined || !Cluster.of(this).has('admissionPolicies')) return;
    judgeInCluster(this, { namespace: this.name, stage: admission, waivers: this.waivers });
  }

  private createNetworkPolicy(): Policy {
    const policy = new Policy(this, 'NetworkPolicy', {
      name: 'default-deny',
      selector: {},
      labels: this.labels,
      types: ['Ingress', 'Egress'],
    });
    allowDns(policy, Cluster.of(this).dns);
    return policy;
  }

  /** Kubernetes makes the account itself, and this takes the token from it: https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts */
  private createDefaultAccount(): PlainObject {
    const account = this.plain('ServiceAccount', 'default', () => ({ automountServiceAccountToken: false }));
    applyLast(account.resource);
    return account;
  }

  private createQuota(): PlainObject {
    const known = givenAmounts(this, this.props.quota ?? {});
    const counted = () => countedManifests(this, this.name);
    // The number of nodes is not known: a quota that is given admits one at least, and a derived one admits many.
    if (this.props.quota) {
      whenComplete(this, 'judgements', () => new Map([[this.node.path, shortfalls(known, peak(counted(), 1))]]));
    }
    return this.plain('ResourceQuota', 'quota', () => resourceQuota(known, peak(counted())));
  }

  private plain(
    kind: string,
    name: string,
    fields: ConstructorParameters<typeof PlainObject>[2]['fields'],
  ): PlainObject {
    return new PlainObject(this, kind, { apiVersion: 'v1', kind, name, labels: this.labels, fields });
  }

  private get waivers(): readonly Waiver[] {
    return (this.props.waivers ?? []).map((waiver) => Waiver.of(waiver));
  }

  private verify(): void {
    const { external = [], now, registries, digests } = this.props;
    const { level, waivers } = this;
    const images = { registries, digests };
    const chart = Chart.of(this);
    verifyAtSynth({ baseline: this, chart, namespace: this.name, level, images, external, waivers, now });
  }
}
