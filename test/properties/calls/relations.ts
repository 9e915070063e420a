import { AddOn, type EnvSource, External, OtlpEndpoint, type SecretKey, Vault, WebApp } from '../../../lib';
import { binding, type Call, chart, image, inEnv, key, PORTS, used, worker } from './support';

const allKeys = (source: EnvSource) => worker({ envFrom: [source] });

const otlp = () => ({ protocol: 'grpc', port: 4317, signals: ['traces'], sampling: 10, attributes: { team: 'shop' } });

/** Calls of what an app uses and of the values of variables. */
export const RELATIONS: Readonly<Record<string, Call>> = {
  'ConfigKey.of': { args: () => ['settings', 'level', { optional: true }], use: inEnv },
  'EnvSource.configMap': { args: () => ['flags', { prefix: 'A_', optional: true }], use: allKeys },
  'EnvSource.secret': { args: () => ['shop', { prefix: 'A_', optional: true }], use: allKeys },
  'External.bind': { on: () => External.https('a.example.com'), args: () => [] },
  'External.cidr': {
    args: () => ['192.0.0.0/6', 443, { reason: 'a test of arguments' }],
    use: used,
    also: { 1: PORTS },
  },
  'External.host': { args: () => ['db.example.com', 5432, ['203.0.113.0/24']], use: used, also: { 1: PORTS } },
  'External.https': { args: () => ['api.stripe.com'], use: used },
  'External.internet': { args: () => [443], use: used, also: { 0: PORTS } },
  'OtlpEndpoint.bind': { on: () => OtlpEndpoint.https('a.example.com'), args: binding },
  'OtlpEndpoint.https': { args: () => ['otlp.example.com', { ...otlp(), headers: key() }], use: used },
  'OtlpEndpoint.service': { args: () => ['otel', 'o11y', { ...otlp(), labels: { app: 'otel' } }], use: used },
  ...Object.fromEntries(
    ['annotation', 'label'].map((name) => [`PodField.${name}`, { args: () => ['team'], use: inEnv }]),
  ),
  ...Object.fromEntries(
    ['cpuRequest', 'ip', 'memoryLimit', 'name', 'namespace', 'node', 'nodeIp', 'serviceAccount', 'uid'].map((name) => [
      `PodField.${name}`,
      { args: () => [], use: inEnv },
    ]),
  ),
  'SecretKey.csi': {
    args: () => ['shop/stripe', { property: 'a' }],
    use: (made: SecretKey) => {
      const vault = Vault.kubernetes({ address: 'https://vault.example.com:8200', role: 'shop' });
      const scope = chart(AddOn.secretsStoreCsi({ vault }));
      new WebApp(scope, 'csi', { image, secretFiles: { '/run/keys/a': made } });
      return scope;
    },
  },
  'SecretKey.external': {
    args: () => ['shop/stripe', { property: 'a', encoded: 'b', store: 'vault', secret: 'stripe' }],
    use: inEnv,
    also: { '1.store': ['text', 'Vault'] },
  },
  'SecretKey.in': { on: key, args: () => ['other'], use: inEnv },
  'SecretKey.of': { args: () => ['db', 'password', { encoded: 'b', optional: true }], use: inEnv },
};
