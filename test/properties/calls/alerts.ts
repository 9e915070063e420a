import { Duration, Size } from 'cdk8s';
import { Alerts, External, ObjectStore, Observability, type Oidc, Receiver, Sampling, Traces } from '../../../lib';
import { type Call, charted, key } from './support';

const observability = (props: object) => charted((scope) => new Observability(scope, 'o', props));
const alerting = (receiver: Receiver) => observability({ alerts: Alerts.to(receiver) });
const WAY = ['External', 'WebApp', 'object', 'list'];
const relay = () => External.https('hooks.example.com');
const CLIENT = () => ({
  clientId: 'grafana',
  clientSecret: key(),
  name: 'sso',
  scopes: ['openid'],
  groupsClaim: 'groups',
  admins: ['platform'],
  editors: ['dev'],
  to: relay(),
});
const signingIn = (oidc: Oidc) => observability({ oidc, host: 'grafana.example.com' });
const BUCKET = () =>
  ObjectStore.s3({
    bucket: 'acme-logs',
    region: 'eu-west-1',
    credentials: { accessKeyId: key(), secretAccessKey: key() },
  });
const LOG_OPTIONS = () => ({
  perDay: Size.gibibytes(2),
  retention: Duration.days(3),
  storage: Size.gibibytes(20),
  events: false,
  exclude: ['kube-system'],
  multiline: [{ namespace: 'shop', container: 'web', start: '^\\d{4}-' }],
  redact: ['token=[a-z0-9]+'],
});

/** Calls of the values that Observability takes. */
export const OBSERVABILITY_VALUES: Readonly<Record<string, Call>> = {
  'Alerts.to': {
    args: () => [
      Receiver.slack(key(), { channel: '#ops' }),
      {
        critical: Receiver.pagerduty(key()),
        info: Receiver.slack(key(), { channel: '#info' }),
        teams: { pay: { namespaces: ['pay'], receiver: Receiver.slack(key(), { channel: '#pay' }) } },
        deadMan: Receiver.deadMan(key(), { to: relay() }),
      },
    ],
    use: (alerts) => observability({ alerts }),
    free: ['1.teams'],
  },
  'Alerts.nobody': { args: () => ['another team looks at them'], use: (alerts) => observability({ alerts }) },
  'RemoteWrite.to': {
    args: () => [
      'https://metrics.example.com/push',
      { headers: { 'X-Scope-OrgID': key() }, token: key(), to: relay() },
    ],
    use: (remoteWrite) => observability({ remoteWrite }),
    also: { '1.to': WAY },
    free: ['1.headers'],
  },
  'Receiver.slack': { args: () => [key(), { channel: '#ops', to: relay() }], use: alerting, also: { '1.to': WAY } },
  'Receiver.pagerduty': { args: () => [key(), { region: 'eu', to: relay() }], use: alerting, also: { '1.to': WAY } },
  'Receiver.email': {
    args: () => [
      'ops@example.com',
      { from: 'a@example.com', host: 'smtp.example.com', port: 587, user: 'a', password: key(), to: relay() },
    ],
    use: alerting,
    also: { '1.to': WAY },
  },
  'Receiver.webhook': {
    args: () => [key(), { token: key(), to: relay() }],
    use: alerting,
    also: { 0: ['text'], '1.to': WAY },
  },
  'Receiver.teams': { args: () => [key(), { to: relay() }], use: alerting, also: { '1.to': WAY } },
  'Receiver.deadMan': {
    args: () => [key(), { token: key(), to: relay() }],
    use: (deadMan) => observability({ alerts: Alerts.to(Receiver.slack(key(), { channel: '#ops' }), { deadMan }) }),
    also: { 0: ['text'], '1.to': WAY },
  },
  'Oidc.of': {
    args: () => [
      {
        authorization: 'https://sso.example.com/auth',
        token: 'https://sso.example.com/token',
        userInfo: 'https://sso.example.com/user',
      },
      CLIENT(),
    ],
    use: signingIn,
    also: { '1.to': WAY },
  },
  'Oidc.keycloak': {
    args: () => ['https://sso.example.com/realms/acme', CLIENT()],
    use: signingIn,
    also: { '1.to': WAY },
  },
  'Logs.loki': {
    args: () => [{ ...LOG_OPTIONS(), bucket: BUCKET(), replicas: 3 }],
    use: (logs) => observability({ logs }),
  },
  'Logs.victoria': { args: () => [LOG_OPTIONS()], use: (logs) => observability({ logs }) },
  'Logs.none': { args: () => [], use: (logs) => observability({ logs }) },
  'Traces.jaeger': {
    args: () => [{ perSecond: 20, retention: Duration.days(2), storage: Size.gibibytes(30), sampling: Sampling.all() }],
    use: (traces) => observability({ traces }),
  },
  'Traces.none': { args: () => [], use: (traces) => observability({ traces }) },
  'Sampling.all': { args: () => [], use: (sampling) => observability({ traces: Traces.jaeger({ sampling }) }) },
  'Sampling.tail': {
    args: () => [{ errors: true, slowerThan: Duration.seconds(1), share: 5 }],
    use: (sampling) => observability({ traces: Traces.jaeger({ sampling }) }),
  },
  'Prometheus.existing': {
    args: () => ['http://prometheus.monitoring:9090'],
    use: (metricsFrom) => observability({ metricsFrom }),
  },
};
