import type { Duration, Size } from 'cdk8s';
import { AMOUNT, type SizeQuantity } from '../../checks/amounts';
import {
  DURATION,
  either,
  FLAG,
  type Kinds,
  LIST,
  listOf,
  NUMBER,
  needed,
  object,
  oneOf,
  TABLE,
  TEXT,
} from '../../checks/kinds';
import type { IBindable } from '../../relations/binding';
import { BINDABLE } from '../../relations/binding-kinds';
import { ROUTE_AUTH, type RouteAuth } from './route-auth';

/** A change of the headers of requests or responses. */
export interface HeaderChange {
  /** Headers with their values; one that is there already gets the new value. @default - none */
  readonly set?: Readonly<Record<string, string>>;
  /** Names of headers to take away. @default - none */
  readonly remove?: readonly string[];
}

/** A path that sends clients to another place. */
export interface Redirect {
  /** The path, which stands for everything below it. It cannot be one of the paths of an app. */
  readonly path: string;
  /** The destination: a path of the same host, or a URL that begins with `https://`. */
  readonly to: string;
  /** True if clients may remember it: status 301, else 302. @default false */
  readonly permanent?: boolean;
}

/** The pages of other sites that may read answers of the app: https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS */
export interface Cors {
  /** The origins, such as `https://www.example.com`, or `*` for all. */
  readonly origins: readonly string[];
  /** The methods. @default ['GET', 'HEAD', 'POST'] */
  readonly methods?: readonly string[];
  /** The request headers. @default ['Content-Type', 'Authorization'] */
  readonly headers?: readonly string[];
  /** True if requests may carry cookies. It needs named origins. @default false */
  readonly credentials?: boolean;
  /** The time for which browsers may remember the answer. @default Duration.hours(1) */
  readonly maxAge?: Duration;
}

/** Requests of one client that go to one pod as long as it lives, by a cookie. */
export interface Sticky {
  /** The name of the cookie. @default 'route' */
  readonly cookie?: string;
  /** The time for which the browser keeps the cookie. @default - until the browser closes */
  readonly maxAge?: Duration;
}

/** Copies of requests to another app, whose answers are dropped. */
export interface Mirror {
  /** The app that gets the copies, in the same namespace. */
  readonly to: IBindable;
  /** The percentage of requests that are copied, from 1 to 100. @default 100 */
  readonly percent?: number;
}

/** The most requests from one address. */
export interface RateLimit {
  readonly requests: number;
  /** @default 'second' */
  readonly per?: 'second' | 'minute';
}

/**
 * The treatment of requests on the way to an app. Each feature is translated for the controller of the cluster, and is an error where
 * the controller has no equal: see the table in `docs/routing.md`.
 */
export interface Routing {
  /**
   * The text that stands in the place of each path of the app: `/` takes it away, so that a request for `/shop/cart` reaches an app
   * under `/shop` as `/cart`. @default - the app gets the whole path
   */
  readonly rewrite?: string;
  /** Paths of the hosts that send clients elsewhere. @default - none */
  readonly redirects?: readonly Redirect[];
  /** Changes of the headers that the app gets. @default - none */
  readonly requestHeaders?: HeaderChange;
  /** Changes of the headers that clients get. @default - none */
  readonly responseHeaders?: HeaderChange;
  /** The time that the app may take to answer. @default - that of the controller, often a minute */
  readonly timeout?: Duration;
  /** The largest body of a request. @default - that of the controller: 1 MiB for ingress-nginx, unlimited for many others */
  readonly maxBody?: Size | SizeQuantity;
  /** Keeps the requests of one client at one pod. @default - requests go to any pod */
  readonly sticky?: true | Sticky;
  /** Lets pages of other sites read the answers. @default - they may not */
  readonly cors?: Cors;
  /** Lets in only clients that can say who they are. @default - all clients */
  readonly auth?: RouteAuth;
  /** Sends copies of requests to another app. @default - none */
  readonly mirror?: Mirror;
  /** Limits the requests of each client. @default - no limit */
  readonly rateLimit?: RateLimit;
}

const CHANGE = object<HeaderChange>({ set: TABLE, remove: LIST });
const REDIRECT = object<Redirect>({ path: needed(TEXT), to: needed(TEXT), permanent: FLAG });
const CORS: Kinds<Cors> = { origins: needed(LIST), methods: LIST, headers: LIST, credentials: FLAG, maxAge: DURATION };
const YES = { is: (value: unknown) => value === true, what: 'true', fix: 'use true' };

export const ROUTING: Kinds<Routing> = {
  rewrite: TEXT,
  redirects: listOf(REDIRECT, 'a list of redirects'),
  requestHeaders: CHANGE,
  responseHeaders: CHANGE,
  timeout: DURATION,
  maxBody: AMOUNT,
  sticky: either(YES, object<Sticky>({ cookie: TEXT, maxAge: DURATION })),
  cors: object(CORS),
  auth: ROUTE_AUTH,
  mirror: object<Mirror>({ to: needed(BINDABLE), percent: NUMBER }),
  rateLimit: object<RateLimit>({ requests: needed(NUMBER), per: oneOf('second', 'minute') }),
};
