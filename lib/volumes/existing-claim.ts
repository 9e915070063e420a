import type { Construct } from 'constructs';
import { dnsName } from '../checks/formats';
import { type Kinds, oneOf } from '../checks/kinds';
import { nameExternal } from '../registry/external-objects';
import { EXISTING_ACCESS, type ExistingAccess } from './access';
import { useClaim } from './claim-users';
import type { AttachedVolume, VolumeModel, VolumeUser } from './volume-model';

/** Facts about a claim that is made outside of the app. */
export interface ExistingClaimOptions {
  /** The access mode that the claim has. `ReadOnlyMany` is mounted so that it can only be read. @default 'ReadWriteOnce' */
  readonly access?: ExistingAccess;
}

export const EXISTING_CLAIM: Kinds<ExistingClaimOptions> = { access: oneOf(...EXISTING_ACCESS) };

/** A claim of the same namespace that is made outside of the app. */
export class ExistingClaim implements VolumeModel {
  readonly access: ExistingAccess;
  readonly readOnly: boolean;

  constructor(
    private readonly name: string,
    { access = 'ReadWriteOnce' }: ExistingClaimOptions,
  ) {
    this.access = access;
    this.readOnly = access === 'ReadOnlyMany';
  }

  check(scope: Construct): void {
    dnsName(scope, 'the name of a claim', this.name);
  }

  attach({ scope }: VolumeUser): AttachedVolume {
    const { name: claimName, readOnly } = this;
    nameExternal(scope, 'PersistentVolumeClaim', claimName);
    useClaim(scope, claimName, this.access);
    return { source: { persistentVolumeClaim: { claimName, ...(readOnly && { readOnly }) } }, claim: claimName };
  }
}
