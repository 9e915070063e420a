import { Oidc, type OidcOptions, SecretKey } from '../../../lib';
import { containerOf, find, type Manifest, podOf, synth, testChart } from '../../support/charts';
import { observability, webApp } from '../support';

const clientSecret = SecretKey.of('grafana-oidc', 'secret');
const realm = 'https://sso.example.com/realms/acme';
const options = { clientId: 'grafana', clientSecret };
const keycloak = (more: Partial<OidcOptions> = {}) => Oidc.keycloak(realm, { ...options, ...more });

function grafana(oidc: Oidc) {
  const chart = testChart();
  observability(chart, { oidc, host: 'grafana.example.com' });
  const deployment = find(chart, 'Deployment', 'observability-grafana');
  const env: Manifest[] = containerOf(deployment, 'grafana')['env'];
  const prefix = 'GF_AUTH_GENERIC_OAUTH_';
  const settings = new Map<string, string>(
    env.filter(({ name }) => name.startsWith(prefix)).map(({ name, value }) => [name.slice(prefix.length), value]),
  );
  return { chart, settings, volumes: podOf(deployment)['volumes'] as Manifest[], env };
}

describe('signing in to Grafana', () => {
  it('goes to the addresses of the realm, with a secret that is a file', () => {
    const { settings, volumes } = grafana(keycloak());
    const at = (name: string) => `${realm}/protocol/openid-connect/${name}`;
    expect(Object.fromEntries(settings)).toMatchObject({
      ENABLED: 'true',
      AUTH_URL: at('auth'),
      TOKEN_URL: at('token'),
      API_URL: at('userinfo'),
      CLIENT_ID: 'grafana',
      CLIENT_SECRET__FILE: '/run/secrets/client-secret/secret',
      USE_PKCE: 'true',
      SCOPES: 'openid profile email',
    });
    expect(volumes.find(({ name }) => name === 'secret-client-secret')?.['secret'].secretName).toBe('grafana-oidc');
  });

  it('gives roles by groups, and everyone else reads', () => {
    expect(grafana(keycloak()).settings.get('ROLE_ATTRIBUTE_PATH')).toBe("'Viewer'");
    const roles = keycloak({ admins: ['platform'], editors: ['dev team'], groupsClaim: 'teams' });
    expect(grafana(roles).settings.get('ROLE_ATTRIBUTE_PATH')).toBe(
      "contains(teams[*], 'platform') && 'Admin' || contains(teams[*], 'dev team') && 'Editor' || 'Viewer'",
    );
  });

  it('keeps the user admin, whose password is no default', () => {
    const names = grafana(keycloak()).env.map(({ name }) => name);
    expect(names).toContain('GF_SECURITY_ADMIN_PASSWORD__FILE');
    expect(names.filter((name) => /DISABLE_(LOGIN_FORM|INITIAL_ADMIN)/.test(name))).toEqual([]);
  });

  it('opens the network of Grafana to the port of the provider, and without it to no host', () => {
    const ports = (chart: Parameters<typeof synth>[0]) =>
      synth(chart)
        .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.startsWith('observability-grafana'))
        .flatMap(({ spec }) => (spec.egress ?? []).flatMap(({ ports: all = [] }: Manifest) => all))
        .map(({ port }: Manifest) => port);
    const chart = testChart();
    observability(chart, { host: 'grafana.example.com' });
    expect(ports(chart)).not.toContain(8443);
    const far = Oidc.keycloak('https://sso.example.com:8443/realms/acme', options);
    expect(ports(grafana(far).chart)).toContain(8443);
  });

  it('opens the network to an app of the program that is the provider', () => {
    const chart = testChart();
    const sso = webApp(chart, 'sso');
    const oidc = Oidc.keycloak('https://sso.shop.svc/realms/acme', { ...options, to: sso });
    observability(chart, { oidc, host: 'grafana.example.com' });
    expect(find(chart, 'NetworkPolicy', 'observability-grafana-to-sso')['spec'].egress).toHaveLength(1);
  });

  it('fails when Grafana has no host, because the provider sends people back to it', () => {
    expect(() => observability(testChart(), { oidc: keycloak() })).toThrow(
      "oidc needs the host of Grafana, to which the provider sends people back, got nothing; add host: 'grafana.example.com'",
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'the secret is text',
      () => keycloak({ clientSecret: 'hunter2' as never }),
      'Oidc.keycloak.clientSecret must be a key of a Secret, got something else',
    ],
    [
      'an address is not HTTPS',
      () => Oidc.keycloak('http://sso.example.com', options),
      'the addresses of Oidc.keycloak must be URLs of HTTPS, got http://sso.example.com',
    ],
    [
      'the provider is in the cluster and no way leads there',
      () => Oidc.keycloak('https://sso.shop.svc', options),
      'Oidc.keycloak needs a way to a Service of the cluster',
    ],
    [
      'a group has a quote',
      () => keycloak({ admins: ["o'hara"] }),
      "a group of Oidc.keycloak must be without dollar signs, quotes and backslashes, got o'hara",
    ],
    [
      'a claim is no name',
      () => keycloak({ groupsClaim: 'https://claims/groups' }),
      'the groupsClaim of Oidc.keycloak must be letters, digits and _',
    ],
    [
      'an address is missing',
      () => Oidc.of({ authorization: 'https://a.example.com', token: 'https://a.example.com' } as never, options),
      'userInfo',
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
