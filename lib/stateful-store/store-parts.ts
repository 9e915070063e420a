import type { AddressParts } from '../relations/binding';

/** The parts of a store. A store has those that its engine gives clients; another one is an error. */
export interface StoreParts extends AddressParts {
  /** The address with the credentials; an error, as `host` and `port` are, where clients find the primary by Sentinels. */
  readonly url: string;
  readonly user: string;
  /** A reference to the password; absent with `credentials: 'files'`. */
  readonly password: string;
  /** The path of the password; absent unless `credentials` is `'files'`. */
  readonly passwordFile: string;
  /** The path of the CA certificate; absent without `tls`. */
  readonly caFile: string;
  /** The name of the database, of PostgreSQL. */
  readonly database: string;
  /** The host of the replicas; absent with one server. */
  readonly readHost: string;
  readonly readPort: string;
  /** The hosts and ports of the Sentinels, with commas between them; absent unless clients find the primary by them. */
  readonly sentinels: string;
  /** The Service in front of the Sentinels; absent unless clients find the primary by them. */
  readonly sentinelHost: string;
  readonly sentinelPort: string;
  /** The Sentinels with the credentials: `redis-sentinel://:password@host:26379,…/0#mymaster`. */
  readonly sentinelUrl: string;
  /** The name by which Sentinels know the primary. */
  readonly masterName: string;
}
