import { dnsName, urlPath } from '../../checks/formats';
import { checkKind, checkProps, type Kind, type Kinds, LIST, made, needed, TEXT } from '../../checks/kinds';
import type { IBindable } from '../../relations/binding';
import { BINDABLE } from '../../relations/binding-kinds';

/** The settings of a service that is asked about each request. */
export interface AuthServiceOptions {
  /** The path that is asked; status 200 lets the request in. @default '/' */
  readonly path?: string;
  /** The headers of its answer that the app gets, such as the name of the user. @default - none */
  readonly headers?: readonly string[];
}

const SERVICE: Kinds<AuthServiceOptions> = { path: TEXT, headers: LIST };

/** The proof that the controller wants before it lets a request in to an app. */
export class RouteAuth {
  /**
   * A user and a password, in the form of `htpasswd`. The Secret is in the namespace of the app and has the lines under the key that the
   * controller reads: `auth` for ingress-nginx, `users` for Traefik, `.htpasswd` for Envoy Gateway. Throws when the name is not valid.
   *
   * @example auth: RouteAuth.basic('staff')
   * @see https://httpd.apache.org/docs/current/programs/htpasswd.html
   */
  static basic(secret: string): RouteAuth {
    return new RouteAuth(dnsName(undefined, 'the name of a Secret', secret), undefined, {});
  }

  /**
   * A service that is asked about each request, such as oauth2-proxy. The controller may connect to it. Throws when an option is not
   * valid.
   *
   * @example auth: RouteAuth.service(gatekeeper, { path: '/oauth2/auth', headers: ['X-Auth-Request-User'] })
   */
  static service(service: IBindable, options: AuthServiceOptions = {}): RouteAuth {
    checkKind(undefined, 'the service of RouteAuth.service', service, needed(BINDABLE));
    const { path = '/' } = checkProps(undefined, options, SERVICE, 'RouteAuth.service');
    urlPath(undefined, 'the path of RouteAuth.service', path);
    return new RouteAuth(undefined, service, options);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** @internal */
    readonly secret: string | undefined,
    /** @internal */
    readonly service: IBindable | undefined,
    /** @internal */
    readonly options: AuthServiceOptions,
  ) {}
}

export const ROUTE_AUTH: Kind = made(RouteAuth, 'a RouteAuth', "use RouteAuth.basic('staff'), for example");
