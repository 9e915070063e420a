import { fail } from '../../checks/errors';
import { checkProps, type Kind, type Kinds, made, needed, object, TEXT, tableOf } from '../../checks/kinds';
import type { JsonObject } from '../../manifest/json';
import { SECRET } from '../../relations/reference-kinds';
import type { SecretKey } from '../../relations/secret-key';
import { ROUTE, type WayOut, wayToUrl } from '../alerts/way-out';

/** A user of the server at the other end, and the password. */
export interface RemoteWriteUser {
  readonly name: string;
  readonly password: SecretKey;
}

/** The credentials for the other end, and the way to it. */
export interface RemoteWriteOptions {
  /** Further headers, such as that of a tenant: the values are keys of Secrets. @default - none */
  readonly headers?: Readonly<Record<string, SecretKey>>;
  /** The bearer token of the header `Authorization`. @default - none */
  readonly token?: SecretKey;
  /** The user and the password of the header `Authorization`, in place of `token`. @default - none */
  readonly user?: RemoteWriteUser;
  /** The way to the other end, which opens the network: an `External`, an app of the program, or pods and their port. @default - the host of the URL */
  readonly to?: WayOut;
}

const CALL = 'RemoteWrite.to';
const KEY: Kind = { ...SECRET, fix: "use SecretKey.of('remote-write', 'token') and create that Secret" };
const USER: Kinds<RemoteWriteUser> = { name: needed(TEXT), password: needed(KEY) };
const KINDS: Kinds<RemoteWriteOptions> = { headers: tableOf(KEY), token: KEY, user: object(USER), to: ROUTE };

/** The headers that Prometheus sets itself: https://github.com/prometheus/common/blob/main/config/headers.go */
const RESERVED =
  /^(authorization|host|content-(encoding|length|type)|user-agent|connection|keep-alive|proxy-authenticate|proxy-authorization|www-authenticate|accept-encoding|x-prometheus-.+|x-amz-(date|security-token|content-sha256))$/i;

/**
 * Another server that gets every sample as well, such as a store for many clusters. While it does not answer, Prometheus reads its own
 * log again and again, for two hours at most. Its queues have the settings of Prometheus.
 *
 * @example RemoteWrite.to('https://metrics.example.com/api/v1/push', { token: SecretKey.of('metrics', 'token') })
 * @see https://prometheus.io/docs/practices/remote_write/
 */
export class RemoteWrite {
  /**
   * A server that takes the remote write protocol, by its URL. Throws when the URL holds a password or a query, when a header is one that
   * Prometheus sets itself, and when nothing says the way to a Service of the cluster.
   */
  static to(url: string, options: RemoteWriteOptions = {}): RemoteWrite {
    const checked = checkProps(undefined, options, KINDS, CALL);
    const way = wayToUrl(CALL, url, checked.to);
    for (const header of Object.keys(checked.headers ?? {})) {
      if (/^[\w-]+$/.test(header) && !RESERVED.test(header)) continue;
      const fix = /^authorization$/i.test(header) ? 'use token or user' : 'leave it out';
      fail(undefined, `a header of ${CALL} must be one that Prometheus does not set itself`, header, fix);
    }
    if (checked.token && checked.user) {
      fail(undefined, `${CALL} needs one credential`, 'token and user', 'keep one of them');
    }
    return new RemoteWrite(url, checked, way);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    private readonly url: string,
    private readonly options: RemoteWriteOptions,
    /** The way to the other end. @internal */
    readonly way: WayOut,
  ) {}

  /** The keys of Secrets, by the directory of their file. @internal */
  get secrets(): Readonly<Record<string, SecretKey>> {
    const { headers = {}, token, user } = this.options;
    const named = Object.entries(headers).map(([header, key]) => [directory(header), key]);
    const password = token ?? user?.password;
    return Object.fromEntries([...named, ...(password ? [[directory('authorization'), password]] : [])]);
  }

  /** Returns its settings. `path` returns the path of the file of a key. @internal */
  settings(path: (directory: string, key: SecretKey) => string): JsonObject {
    const { headers = {}, token, user } = this.options;
    const fileOf = (header: string, key: SecretKey): string => path(directory(header), key);
    const given = Object.entries(headers).map(([header, key]) => [header, { files: [fileOf(header, key)] }]);
    return {
      name: 'remote',
      url: this.url,
      send_exemplars: true,
      ...(given.length > 0 && { http_headers: Object.fromEntries(given) }),
      ...(token && { authorization: { credentials_file: fileOf('authorization', token) } }),
      ...(user && {
        basic_auth: { username: user.name, password_file: fileOf('authorization', user.password) },
      }),
    };
  }
}

function directory(header: string): string {
  return `remote-write-${header.toLowerCase().replaceAll('_', '-')}`;
}

export const REMOTE_WRITE: Kind = made(
  RemoteWrite,
  'a RemoteWrite',
  "use RemoteWrite.to('https://metrics.example.com/api/v1/push'), for example",
);
