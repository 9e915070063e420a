import { Size } from 'cdk8s';
import { Cpu, type ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { sizeOf } from '../checks/amounts';
import { fail, together } from '../checks/errors';
import { dnsLabel, dnsName, imageReference } from '../checks/formats';
import { isReason } from '../checks/reason';
import { Cluster } from '../cluster/cluster';
import type { CloudIdentity } from '../identity/cloud-identity';
import type { Permission } from '../identity/permission';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { namespaceOf } from '../manifest/plain-object';
import { nameExternal } from '../registry/external-objects';
import type { EnvValue } from '../relations/binding';
import type { EnvSource } from '../relations/env-source';
import type { SecretKey } from '../relations/secret-key';
import type { InitContainer, Sidecar } from './extra-container';
import type { LocalFiles } from './local-files';
import { nameServers, placement } from './placement';
import type { PodPlan } from './pod';
import { type PodNotes, podNotes } from './pod-notes';
import { groupOf, userOf } from './pod-user';
import { type ResourcesOfAnother, resources } from './resources';
import { type MountedVolume, settleVolumes } from './settle-volumes';
import type { WorkloadProps } from './workload-props';

export const DEFAULTS = { memory: Size.mebibytes(256), cpu: Cpu.millis(100), ephemeralStorage: Size.mebibytes(512) };

/** An image in the place of a wrong one, in a synth that fails. */
export const STAND_IN = 'stand-in.invalid/image:1';

/** The settled value of {@link WorkloadProps}: checked, with every default. */
export interface SettledWorkload {
  readonly name: string;
  /** `undefined` for the name of the pods. */
  readonly containerName: string | undefined;
  readonly selector: Labels | undefined;
  /** The account of other pods; `undefined` for one of its own. */
  readonly account: ServiceAccount | undefined;
  /** The account of another workload, which its own permissions are added to. */
  readonly adopted: ServiceAccount | undefined;
  readonly permissions: readonly Permission[];
  readonly identity: CloudIdentity | undefined;
  readonly nameServers: readonly string[];
  readonly image: string;
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
  readonly env: Readonly<Record<string, EnvValue | undefined>>;
  readonly envFrom: readonly EnvSource[];
  readonly files: Readonly<Record<string, string | LocalFiles>>;
  readonly secretFiles: Readonly<Record<string, SecretKey>>;
  readonly writable: readonly string[];
  readonly volumes: readonly MountedVolume[];
  /** The reason why the root file system can be written to; `undefined` where it cannot. */
  readonly writableRoot: string | undefined;
  /** The limit of a writable path; `undefined` for none. */
  readonly scratch: Size | undefined;
  readonly initContainers: readonly InitContainer[];
  readonly sidecars: readonly Sidecar[];
  readonly resources: JsonObject;
  /** The resources of an init container that sets none: those of the main container. */
  readonly initResources: ResourcesOfAnother;
  readonly notes: PodNotes;
  readonly pod: Pick<PodPlan, 'user' | 'group' | 'spread' | 'zoned' | 'spec' | 'labels' | 'imagePullPolicy'>;
}

/** Settles the props that all workloads have in common. */
export function settleWorkload(scope: Construct, props: WorkloadProps, account?: ServiceAccount): SettledWorkload {
  const { containerName: container, ephemeralStorage: storage = DEFAULTS.ephemeralStorage } = props;
  const { containerName, image, amounts, user, group, placed, imagePullSecrets, volumes, notes, ...others } = together({
    containerName: () => (container === undefined ? undefined : dnsLabel(scope, 'the name of a container', container)),
    image: () => imageReference(scope, props.image),
    amounts: () => resources(scope, props, DEFAULTS),
    user: () => userOf(scope, props.user),
    group: () => groupOf(scope, props.group),
    placed: () => placement(scope, props),
    imagePullSecrets: () => pullSecrets(scope, props),
    volumes: () => settleVolumes(scope, props),
    notes: () => podNotes(scope, props),
    adopted: () => adoptedAccount(scope, props),
    writableRoot: () => writableRoot(scope, props),
  });
  return {
    name: props.name ?? scope.node.id,
    containerName,
    selector: props.selector,
    account,
    ...others,
    permissions: props.permissions ?? [],
    identity: props.cloudIdentity,
    nameServers: nameServers(props),
    image,
    command: props.command,
    args: props.args,
    env: props.env ?? {},
    envFrom: props.envFrom ?? [],
    files: props.files ?? {},
    secretFiles: props.secretFiles ?? {},
    writable: [...(volumes.some(({ path }) => path === '/tmp') ? [] : ['/tmp']), ...(props.writable ?? [])],
    volumes,
    scratch: storage === 'none' ? undefined : sizeOf(storage),
    initContainers: props.initContainers ?? [],
    sidecars: props.sidecars ?? [],
    resources: amounts,
    initResources: {
      memory: props.memory ?? DEFAULTS.memory,
      cpu: props.cpu ?? DEFAULTS.cpu,
      ephemeralStorage: storage,
      cpuLimit: props.cpuLimit,
    },
    notes,
    pod: {
      labels: notes.labels,
      imagePullPolicy: props.imagePullPolicy,
      user,
      group,
      spread: props.spread,
      zoned: Cluster.of(scope).zoned,
      spec: { ...placed, imagePullSecrets },
    },
  };
}

function adoptedAccount(scope: Construct, { serviceAccount: account }: WorkloadProps): ServiceAccount | undefined {
  if (account && namespaceOf(account) !== namespaceOf(scope)) {
    const fix = 'leave serviceAccount out, or move one of the two';
    fail(
      scope,
      'serviceAccount must be in the namespace of the pods',
      `${account.name} of ${namespaceOf(account)}`,
      fix,
    );
  }
  return account;
}

function writableRoot(scope: Construct, { writableRoot: reason }: WorkloadProps): string | undefined {
  if (reason !== undefined && !isReason(reason)) {
    const fix = "say what writes where, as in 'compiles templates beside its code'";
    fail(scope, 'writableRoot must be a reason in three words or more', reason, fix);
  }
  return reason;
}

function pullSecrets(scope: Construct, { imagePullSecrets = [] }: WorkloadProps): readonly JsonObject[] | undefined {
  if (imagePullSecrets.length === 0) return undefined;
  return [...new Set(imagePullSecrets)].map((name) => {
    nameExternal(scope, 'Secret', dnsName(scope, 'the name of a pull secret', name));
    return { name };
  });
}
