import { type Kinds, oneOf, PROPS, TEXT } from '../checks/kinds';
import type { IPeer, Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { ConfigKey, PodField } from './env-value';
import type { SecretKey } from './secret-key';

/**
 * The value of an environment variable: a literal, in which `$(NAME)` stands for another variable and `$$` for a dollar sign, a key
 * of a Secret or of a ConfigMap, or a field of the pod itself.
 */
export type EnvValue = string | SecretKey | ConfigKey | PodField;

/**
 * The parts of a provider by name, from which a workload composes variables of its own: texts, and for a secret a reference to it,
 * `$(ORDERS_PASSWORD)`.
 */
export type BindingParts = Readonly<Record<string, string>>;

/** The parts of an address. */
export interface AddressParts {
  readonly host: string;
  readonly port: string;
  /** The scheme, the host and the port: `http://api:80`. */
  readonly url: string;
}

/** The ports, variables and files that a consumer needs to use something. */
export interface Binding<Parts = BindingParts> {
  /** The port that the provider's pods listen on. */
  readonly port: Port;
  /** More ports that the consumer connects to. @default - none */
  readonly morePorts?: readonly Port[] | undefined;
  /** The pods that the consumer connects to, such as those of a proxy. @default - the provider's */
  readonly via?: Peer | undefined;
  /** Environment variables by full name, such as `SESSIONS_HOST`, in the order in which they may refer to each other. */
  readonly env: Readonly<Record<string, EnvValue>>;
  /** Secret keys to mount as files, by the variable that is to hold the file's path, such as `SESSIONS_PASSWORD_FILE`. */
  readonly files?: Readonly<Record<string, SecretKey>> | undefined;
  /**
   * More parts for variables with names of the consumer's own. What `env` and `files` have after the prefix is a part by itself:
   * `readHost` of `SESSIONS_READ_HOST`. @default - none
   */
  readonly parts?: { readonly [Name in keyof Parts]?: EnvValue } | undefined;
  /**
   * Parts that would mislead a program which composes an address of them, each with the fix: `host` of servers whose clients must ask
   * another one for the primary. To read one is an error; the usual variables have their names all the same. @default - none
   */
  readonly withheld?: { readonly [Name in keyof Parts]?: string } | undefined;
}

/** The binding that a consumer asks for. */
export interface BindingRequest {
  /** The prefix of the names of environment variables: `SESSIONS`. */
  readonly prefix: string;
  /** The form of credentials: environment variables or files. */
  readonly credentials: 'env' | 'files';
  /** The namespace of the consumer, `undefined` when its chart has none. */
  readonly namespace: string | undefined;
  /** The name of the port to use. @default - the provider's main port */
  readonly port?: string;
  /** The workload that uses it. @default - none: another consumer, such as an autoscaler */
  readonly client?: BindingClient;
}

/** A workload that uses something. */
export interface BindingClient {
  readonly name: string;
  /** The kind of the object that runs it, which has its name. */
  readonly kind: 'Deployment' | 'CronJob' | 'Job';
  /** The name of its main container. */
  readonly container: string;
  /** The reference of its image. */
  readonly image: string;
}

/**
 * Anything a workload can use. Implement it to make your own construct usable: `bind` is pure, it describes and creates
 * nothing.
 *
 * @example
 * class Mailer extends Construct implements IBindable {
 *   readonly peer = Peer.pods(this, { name: 'mailer', labels: { app: 'mailer' } });
 *   bind({ prefix }: BindingRequest): Binding {
 *     return { port: Port.tcp(25, 'smtp'), env: { [`${prefix}_HOST`]: 'mailer' } };
 *   }
 * }
 */
export interface IBindable<Parts = BindingParts> extends IPeer {
  bind(request: BindingRequest): Binding<Parts>;
}

/** The options of `uses`. */
export interface UsesOptions<Parts = BindingParts> {
  /**
   * The variables by the names and in the forms that the program reads, each composed of the provider's parts, in the place of the
   * usual variables. Call `uses` twice to have both. A password is a reference, and percent-encoded where it stands in a URL. A form
   * that returns `undefined` is left out.
   * @default - `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and the other variables of the provider
   * @example env: { CATALOG_ADDR: ({ host, port }) => `${host}:${port}`, DB_PASS: ({ password }) => password }
   */
  readonly env?: Readonly<Record<string, ((parts: Parts) => string | undefined) | undefined>>;
  /**
   * The prefix of the names of the environment variables: `DATABASE` for `DATABASE_HOST`, `DATABASE_PORT` and more. A word is not
   * said twice: the name of the database is then in `DATABASE`, not in `DATABASE_DATABASE`.
   * @default - the provider's id, of a host its first label, and the name of `port`, in capitals
   */
  readonly as?: string;
  /**
   * The name of the port to use, of a provider that has several. Call `uses` twice to use two of them.
   * @default - the provider's main port
   */
  readonly port?: string;
  /**
   * The form of credentials: environment variables, or files under `/run/secrets/<id>` with variables that end in
   * `_FILE`. @default 'env'
   */
  readonly credentials?: 'env' | 'files';
  /**
   * A Secret of the consumer's own namespace that holds the credentials under the same keys. Needed only when the provider
   * lives in another namespace, because a pod cannot read Secrets of other namespaces. @default - the provider's own Secret
   */
  readonly secret?: string;
}

export const USES: Kinds<UsesOptions> = {
  env: PROPS,
  as: TEXT,
  port: TEXT,
  credentials: oneOf('env', 'files'),
  secret: TEXT,
};
