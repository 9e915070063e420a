import type { Construct } from 'constructs';
import type { Labels } from '../internal/labels';
import type { Peer } from '../peer';
import type { BoundCredentials } from './credentials';
import type { StoreDescription, StoreFacts } from './description';
import type { EngineModel } from './engine';
import type { StatefulStoreProps } from './props';
import type { VolumeSizes } from './storage';

/** What the parts of one store know about it. */
export interface StoreContext {
  /** The store itself. */
  readonly scope: Construct;
  readonly props: StatefulStoreProps;
  readonly model: EngineModel;
  readonly facts: StoreFacts;
  readonly sizes: VolumeSizes;
  readonly description: StoreDescription;
  readonly credentials: BoundCredentials;
  /** The labels that select the pods of the store. */
  readonly selector: Labels;
  /** The labels of its objects. */
  readonly labels: Labels;
  /** Its pods on the network. */
  readonly peer: Peer;
}
