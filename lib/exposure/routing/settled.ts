import type { Peer } from '../../network/peer';
import type { Port } from '../../network/port';
import type { HeaderChange } from './props';

/** A settled redirect. */
export interface SettledRedirect {
  readonly path: string;
  /** The host of the destination; `undefined` for that of the request. */
  readonly host: string | undefined;
  readonly to: string;
  readonly status: 301 | 302;
}

/** Another app that requests go to. */
export interface RouteTarget {
  /** The name of its Service. */
  readonly service: string;
  readonly namespace: string | undefined;
  readonly port: number;
  readonly peer: Peer;
  /** The port of its pods. */
  readonly opened: Port;
  /** Its address without a slash at the end. */
  readonly url: string;
}

/** The name of a cookie that the app leaves to the controller. */
export const USUAL_COOKIE = 'route';

export interface SettledSticky {
  readonly cookie: string;
  /** Seconds. */
  readonly maxAge: number | undefined;
}

/** The settled value of `Routing`: each feature checked, in plain numbers; `undefined` for one that is not asked for. */
export interface SettledRouting {
  readonly redirects: readonly SettledRedirect[] | undefined;
  /** Requests in a number of seconds. */
  readonly rateLimit: { readonly requests: number; readonly seconds: 1 | 60 } | undefined;
  /** The name of the Secret. */
  readonly basicAuth: string | undefined;
  readonly authService:
    | { readonly target: RouteTarget; readonly path: string; readonly headers: readonly string[] }
    | undefined;
  readonly cors:
    | {
        readonly origins: readonly string[];
        readonly methods: readonly string[];
        readonly headers: readonly string[];
        readonly credentials: boolean;
        readonly maxAge: number;
      }
    | undefined;
  /** Bytes. */
  readonly maxBody: number | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly sticky: SettledSticky | undefined;
  readonly requestHeaders: Required<HeaderChange> | undefined;
  readonly responseHeaders: Required<HeaderChange> | undefined;
  readonly mirror: { readonly target: RouteTarget; readonly percent: number } | undefined;
  readonly rewrite: string | undefined;
}

/** The features in the order in which a request meets them, with their names in the table. */
export const FEATURES: Readonly<Record<keyof SettledRouting, string>> = {
  redirects: 'redirects',
  rateLimit: 'rate limit',
  basicAuth: 'user and password',
  authService: 'a service that is asked',
  cors: 'CORS',
  maxBody: 'largest body',
  timeout: 'timeout',
  sticky: 'sticky sessions',
  requestHeaders: 'headers of requests',
  responseHeaders: 'headers of responses',
  mirror: 'copies of requests',
  rewrite: 'rewriting a prefix',
};
