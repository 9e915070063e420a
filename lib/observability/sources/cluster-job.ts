import type { JsonObject } from '../../manifest/json';
import type { WayOut } from '../server-model';
import type { SourceName } from './sources';

/** A scrape job about the cluster, and the rights that it needs. */
export interface ClusterJob {
  readonly source: SourceName;
  /** The series that it keeps. */
  readonly series: readonly string[];
  /** Returns its configuration, which keeps series about these namespaces only. */
  readonly scrape: (namespaces: readonly string[]) => JsonObject;
  /** Rules of a ClusterRole. @default - none */
  readonly cluster?: readonly JsonObject[];
  /** The way to its targets. @default - by the API server's ports */
  readonly way?: WayOut;
  /** Rules of Roles, by namespace. @default - none */
  readonly namespaces?: Readonly<Record<string, readonly JsonObject[]>>;
}

/** The directory of the token of Prometheus. */
export const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The most samples that a job takes from a target. */
export const SAMPLES = 50_000;
/** The verbs of discovery. */
export const READ = ['get', 'list', 'watch'];
