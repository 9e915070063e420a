import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsLabel, dnsName, positiveSize } from '../checks/formats';
import { type Kinds, needed, oneOf, SIZE, TEXT } from '../checks/kinds';
import { quantity } from '../checks/quantity';
import { requires } from '../cluster/add-ons/requires';
import { SNAPSHOT_GROUP } from '../cluster/add-ons/volume-snapshots';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import { namespaceOf, PlainObject } from '../manifest/plain-object';
import { reserveName } from '../registry/names';
import { ClusterRecord } from '../registry/registry';
import { CLAIM_ACCESS, type ClaimAccess } from './access';
import { CLAIM_BACKUP, type IClaimBackup } from './claim-backup';
import { useClaim } from './claim-users';
import { KEPT } from './kept';
import type { AttachedVolume, VolumeModel, VolumeUser } from './volume-model';

/** A claim that an app makes: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims */
export interface ClaimProps {
  /**
   * The size. A larger one grows the volume of a running app, where its StorageClass has `allowVolumeExpansion: true`; Kubernetes
   * refuses a smaller one.
   */
  readonly size: Size;
  /**
   * The pods that can mount it at a time. `ReadWriteOnce` and `ReadWriteOncePod` are for one pod; more pods are an error.
   * `ReadWriteMany` is for many, and needs a `storageClass` that has it. It cannot be changed later. @default 'ReadWriteOnce'
   */
  readonly access?: ClaimAccess;
  /** The StorageClass. It cannot be changed later. @default - the cluster's */
  readonly storageClass?: string;
  /**
   * The name of the claim. Another name is another, empty volume. A claim that several programs mount must have one.
   * @default - the name of the program and the path: `web-srv-media`
   */
  readonly name?: string;
  /** Keeps or deletes the volume when it is no longer part of the app and a GitOps tool or Helm removes the rest. @default 'retain' */
  readonly retention?: 'retain' | 'delete';
  /**
   * The VolumeSnapshot that a new volume starts with. Kubernetes refuses it for a claim that exists, so nothing is overwritten: use it
   * with another `name`, and let it be. Needs `AddOn.volumeSnapshots` in the cluster.
   * https://kubernetes.io/docs/concepts/storage/volume-snapshots/ @default - an empty volume
   */
  readonly fromSnapshot?: string;
  /** The backup of the volume: `Backup.snapshots`, which needs `AddOn.volumeSnapshots` in the cluster. @default - none */
  readonly backup?: IClaimBackup;
}

export const CLAIM: Kinds<ClaimProps> = {
  size: needed(SIZE),
  access: oneOf(...CLAIM_ACCESS),
  storageClass: TEXT,
  name: TEXT,
  retention: oneOf('retain', 'delete'),
  fromSnapshot: TEXT,
  backup: CLAIM_BACKUP,
};

interface Made {
  readonly name: string;
  /** The construct whose pods mount it first. */
  readonly owner: Construct;
  readonly namespace: string | undefined;
}

/** The claims of each cluster that are made already. */
const made = new ClusterRecord(() => new Map<Claim, Made>());

/** A claim that is made with the first program that mounts it. */
export class Claim implements VolumeModel {
  readonly access: ClaimAccess;
  readonly readOnly = false;

  constructor(private readonly props: ClaimProps) {
    this.access = props.access ?? 'ReadWriteOnce';
  }

  check(scope: Construct): void {
    const { size, storageClass, name, fromSnapshot } = this.props;
    positiveSize(scope, 'the size of a claim', size);
    if (storageClass !== undefined) dnsName(scope, 'storageClass', storageClass);
    if (name !== undefined) dnsLabel(scope, 'the name of a claim', name);
    if (this.access === 'ReadWriteMany' && storageClass === undefined) {
      const fix = 'name the class of a shared file system, such as NFS, Amazon EFS, Filestore or Azure Files';
      fail(scope, 'a claim with ReadWriteMany must have a storageClass that has it', 'none', fix);
    }
    if (fromSnapshot === undefined) return;
    dnsName(scope, 'the name of a VolumeSnapshot', fromSnapshot);
    requires(scope, 'volumeSnapshots', 'fromSnapshot');
  }

  attach(user: VolumeUser): AttachedVolume {
    const { scope } = user;
    const there = made.of(scope).get(this);
    const object = there ? undefined : this.make(user);
    const name = there?.name ?? object?.name ?? '';
    if (there) this.checkShared(scope, there);
    useClaim(scope, name, this.access);
    const attached = { source: { persistentVolumeClaim: { claimName: name } }, claim: name };
    if (!object) return attached;
    const { labels } = user;
    const signals = this.props.backup?.ofClaims(object, { name, labels, claims: [name] }) ?? [];
    return { ...attached, made: object, signals };
  }

  private make({ scope, labels, wanted }: VolumeUser): PlainObject {
    const { name: given = wanted, retention = 'retain' } = this.props;
    const name = reserveName(scope, 'PersistentVolumeClaim', given);
    made.of(scope).set(this, { name, owner: scope, namespace: namespaceOf(scope) });
    return new PlainObject(scope, `Claim-${name}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name,
      labels,
      annotations: retention === 'retain' ? KEPT : {},
      fields: () => ({ spec: this.spec(scope) }),
    });
  }

  private spec(scope: Construct): JsonObject {
    const { size, storageClass, fromSnapshot } = this.props;
    return {
      accessModes: [this.access],
      dataSource: fromSnapshot && { apiGroup: SNAPSHOT_GROUP, kind: 'VolumeSnapshot', name: fromSnapshot },
      resources: { requests: { storage: quantity(size) } },
      storageClassName: storageClass ?? Cluster.of(scope).storageClass,
    };
  }

  /** Throws when a claim that others mount too is in another namespace, or has a name that depends on who is made first. */
  private checkShared(scope: Construct, { name, owner, namespace }: Made): void {
    const both = `${owner.node.path} and ${scope.node.path}`;
    if (namespaceOf(scope) !== namespace) {
      fail(scope, 'a claim is in one namespace', both, 'make a Volume for each namespace');
    }
    const isPart = owner === scope || scope.node.scopes.includes(owner);
    if (isPart || this.props.name !== undefined) return;
    const fix = `set name: '${name}' in Volume.claim, which keeps its volume`;
    fail(scope, 'a claim that several programs mount must have a name', both, fix);
  }
}
