import type { Construct } from 'constructs';
import type { Labels } from '../manifest/labels';
import type { Port } from '../network/port';
import type { BoundCertificate } from '../secrets/certificate';
import type { BoundCredentials } from '../secrets/credentials';
import type { PodPlan } from '../workload/pod';
import type { PodSet } from '../workload/pod-set';
import type { ResourceDefaults } from '../workload/resources';
import type { OperatedDescription, StoreDescription, StoreFacts } from './description';
import type { StorePlacement } from './pods/store-placement';
import type { StoreVolumes } from './volumes/storage';

/** The settled part of a store that is the same with and without an operator. */
export interface CommonPlan {
  /** The store itself. */
  readonly scope: Construct;
  /** The name of its engine. */
  readonly engine: string;
  readonly facts: StoreFacts;
  /** The labels of its objects. */
  readonly labels: Labels;
  readonly volumes: StoreVolumes;
}

/** The settled plan of a store that an operator runs. */
export interface OperatedPlan extends CommonPlan {
  readonly description: OperatedDescription;
}

/** The settled plan of a store with pods of its own: all defaults filled in, all props checked. Renderers read nothing else. */
export interface StorePlan extends CommonPlan {
  readonly description: StoreDescription;
  readonly pods: PodSet;
  /** The port that clients connect to. */
  readonly port: Port;
  /** Every port of the pods by name. */
  readonly ports: ReadonlyMap<string, number>;
  /** The name of the server's container. */
  readonly containerName: string;
  /** Requests and limits of the server's container. */
  readonly resources: ResourceDefaults;
  readonly spreading: Pick<PodPlan, 'spread' | 'zones'>;
  readonly placement: StorePlacement;
  /** The spread of the pods of a proxy. */
  readonly proxySpread: 'soft' | 'strict';
  readonly credentials: BoundCredentials;
  /** `undefined` without TLS. */
  readonly certificate: BoundCertificate | undefined;
}
