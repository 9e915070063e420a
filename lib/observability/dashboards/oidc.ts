import { fail, together } from '../../checks/errors';
import { checkProps, type Kinds, LIST, needed, TEXT } from '../../checks/kinds';
import { Port } from '../../network/port';
import { External } from '../../relations/external';
import { SECRET } from '../../relations/reference-kinds';
import type { SecretKey } from '../../relations/secret-key';
import { ROUTE, type WayOut } from '../alerts/way-out';

/** The addresses of a provider of OpenID Connect: https://openid.net/specs/openid-connect-discovery-1_0.html */
export interface OidcEndpoints {
  /** The page on which people sign in, `authorization_endpoint` of the provider's configuration. */
  readonly authorization: string;
  /** The address that gives tokens: `token_endpoint`. */
  readonly token: string;
  /** The address that tells about a person: `userinfo_endpoint`. */
  readonly userInfo: string;
}

/** The client of a provider, and the roles of people. */
export interface OidcOptions {
  readonly clientId: string;
  /** The secret of the client, in a Secret of the namespace of the Observability. */
  readonly clientSecret: SecretKey;
  /** The name of the provider on the page of Grafana. @default 'single sign-on' */
  readonly name?: string;
  /** The scopes to ask for. @default ['openid', 'profile', 'email'] */
  readonly scopes?: readonly string[];
  /** The claim with the groups of a person. @default 'groups' */
  readonly groupsClaim?: string;
  /** The groups whose people are administrators of Grafana. @default - none */
  readonly admins?: readonly string[];
  /** The groups whose people may make dashboards. @default - none; everyone who may sign in reads all of them */
  readonly editors?: readonly string[];
  /**
   * The way from Grafana to the provider, which opens the network: an `External`, an app of the program, or pods and their port.
   * @default - the hosts of the addresses
   */
  readonly to?: WayOut;
}

const ENDPOINTS: Kinds<OidcEndpoints> = { authorization: needed(TEXT), token: needed(TEXT), userInfo: needed(TEXT) };
const OPTIONS: Kinds<OidcOptions> = {
  clientId: needed(TEXT),
  clientSecret: { ...needed(SECRET), fix: "use SecretKey.of('grafana-oidc', 'secret') and create that Secret" },
  name: TEXT,
  scopes: LIST,
  groupsClaim: TEXT,
  admins: LIST,
  editors: LIST,
  to: ROUTE,
};
const CLAIM = /^[A-Za-z_]\w*$/;
/** Grafana and the kubelet read a dollar sign as a variable, and JMESPath a quote as the end. */
const GROUP = /^[^$'"\\`\p{Cc}]+$/u;
const IN_CLUSTER = /(^[^.]+$)|\.svc(\.cluster\.local)?$/;

/**
 * Signing in to Grafana with OpenID Connect. It needs the `host` of Grafana, to which the provider sends people back, at the path
 * `/login/generic_oauth`. The user `admin` stays, for the day on which the provider is away.
 *
 * @example
 * Oidc.keycloak('https://sso.example.com/realms/acme', {
 *   clientId: 'grafana',
 *   clientSecret: SecretKey.of('grafana-oidc', 'secret'),
 *   admins: ['platform'],
 * })
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/generic-oauth/
 */
export class Oidc {
  /** A provider by its addresses. Throws when one of them is not a URL of HTTPS, and when a claim or a group has other characters. */
  static of(endpoints: OidcEndpoints, options: OidcOptions): Oidc {
    checkProps(undefined, endpoints, ENDPOINTS, 'the endpoints of Oidc.of');
    return new Oidc(endpoints, checked('Oidc.of', endpoints, options));
  }

  /** A realm of Keycloak by its URL. Throws as `Oidc.of` does. */
  static keycloak(realm: string, options: OidcOptions): Oidc {
    checkProps(undefined, { realm }, { realm: needed(TEXT) }, 'Oidc.keycloak');
    const at = (name: string): string => `${realm.replace(/\/$/, '')}/protocol/openid-connect/${name}`;
    const endpoints = { authorization: at('auth'), token: at('token'), userInfo: at('userinfo') };
    return new Oidc(endpoints, checked('Oidc.keycloak', endpoints, options));
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    private readonly endpoints: OidcEndpoints,
    private readonly options: OidcOptions,
  ) {}

  /** @internal */
  get clientSecret(): SecretKey {
    return this.options.clientSecret;
  }

  /** The ways from Grafana to the provider; the browser goes to the page itself. @internal */
  get ways(): readonly WayOut[] {
    const { token, userInfo } = this.endpoints;
    if (this.options.to) return [this.options.to];
    const hosts = new Map([token, userInfo].map((url) => [new URL(url).host, new URL(url)]));
    return [...hosts.values()].map(({ hostname, port }) =>
      External.host(hostname, Port.tcp(Number(port) || 443, 'https')),
    );
  }

  /** The settings of Grafana, without the secret. @internal */
  get settings(): Readonly<Record<string, string>> {
    const { authorization, token, userInfo } = this.endpoints;
    const { clientId, name = 'single sign-on', scopes = ['openid', 'profile', 'email'] } = this.options;
    const all = {
      ALLOW_SIGN_UP: 'true',
      API_URL: userInfo,
      AUTH_URL: authorization,
      CLIENT_ID: clientId,
      ENABLED: 'true',
      LOGIN_ATTRIBUTE_PATH: 'preferred_username',
      NAME: name,
      ROLE_ATTRIBUTE_PATH: this.role,
      SCOPES: scopes.join(' '),
      TOKEN_URL: token,
      USE_PKCE: 'true',
    };
    return Object.fromEntries(Object.entries(all).map(([key, value]) => [`GF_AUTH_GENERIC_OAUTH_${key}`, value]));
  }

  /** The role of a person as JMESPath: https://jmespath.org/specification.html */
  private get role(): string {
    const { groupsClaim = 'groups', admins = [], editors = [] } = this.options;
    const isIn = (group: string): string => `contains(${groupsClaim}[*], '${group}')`;
    return [
      ...admins.map((group) => `${isIn(group)} && 'Admin'`),
      ...editors.map((group) => `${isIn(group)} && 'Editor'`),
      "'Viewer'",
    ].join(' || ');
  }
}

function checked(call: string, endpoints: OidcEndpoints, options: OidcOptions): OidcOptions {
  const right = checkProps(undefined, options, OPTIONS, call);
  together({
    addresses: () => {
      for (const url of Object.values(endpoints)) address(call, url, right.to);
    },
    claim: () => {
      const { groupsClaim = 'groups' } = right;
      if (!CLAIM.test(groupsClaim)) {
        fail(
          undefined,
          `the groupsClaim of ${call} must be letters, digits and _`,
          groupsClaim,
          'use groups, for example',
        );
      }
    },
    groups: () => {
      for (const group of [...(right.admins ?? []), ...(right.editors ?? [])]) {
        if (GROUP.test(group)) continue;
        const what = `a group of ${call} must be without dollar signs, quotes and backslashes`;
        fail(undefined, what, group, 'use the name that the claim has, such as platform');
      }
    },
  });
  return right;
}

function address(call: string, text: string, to: WayOut | undefined): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || text.includes('$')) {
    const fix = 'use a form such as https://sso.example.com/realms/acme';
    fail(undefined, `the addresses of ${call} must be URLs of HTTPS`, text, fix);
  }
  if (to === undefined && IN_CLUSTER.test(url.hostname)) {
    fail(undefined, `${call} needs a way to a Service of the cluster`, text, 'add to: sso, the app that serves it');
  }
}
