import { External, Peer, SecretKey } from '../../../lib';
import { Receiver } from '../../../lib/observability/alerts/receiver';

const url = SecretKey.of('hook', 'url');
const settings = (receiver: Receiver): unknown => receiver.model.settings((name) => `/secrets/${name}`);

describe('a receiver', () => {
  it('reads each credential from a file', () => {
    const password = SecretKey.of('smtp', 'password');
    const mail = { from: 'alerts@example.com', host: 'smtp.example.com', password };
    expect(settings(Receiver.slack(url, { channel: '#ops' }))).toMatchObject({ api_url_file: '/secrets/url' });
    expect(settings(Receiver.pagerduty(url))).toMatchObject({ routing_key_file: '/secrets/key' });
    expect(settings(Receiver.email('ops@example.com', mail))).toMatchObject({
      auth_password_file: '/secrets/password',
      auth_username: 'alerts@example.com',
      smarthost: 'smtp.example.com:587',
      require_tls: true,
    });
    expect(settings(Receiver.teams(url, { to: External.https('a.example.com') }))).toMatchObject({
      webhook_url_file: '/secrets/url',
    });
    expect(settings(Receiver.webhook('https://a.example.com/hook', { token: url }))).toMatchObject({
      url: 'https://a.example.com/hook',
      http_config: { authorization: { credentials_file: '/secrets/token' } },
    });
    expect(settings(Receiver.webhook(url, { to: External.https('a.example.com') }))).toMatchObject({
      url_file: '/secrets/url',
    });
  });

  it('knows the host of its service, or that of its URL', () => {
    const host = (receiver: Receiver): string => receiver.model.to.peer.name;
    expect(host(Receiver.slack(url, { channel: '@kim' }))).toBe('hooks.slack.com');
    expect(host(Receiver.pagerduty(url, { region: 'eu' }))).toBe('events.eu.pagerduty.com');
    expect(host(Receiver.webhook('http://a.example.com:8080/hook'))).toBe('a.example.com');
    expect(host(Receiver.email('a@b.io', { from: 'c@b.io', host: 'smtp.b.io', port: 465 }))).toBe('smtp.b.io');
  });

  it('speaks TLS from the first byte on the port that is made for it', () => {
    const secure = Receiver.email('a@b.io', { from: 'c@b.io', host: 'smtp.b.io', port: 465 });
    expect(settings(secure)).toMatchObject({ smarthost: 'smtp.b.io:465', require_tls: false });
  });

  it('tells a dead man only that alerting works', () => {
    const deadMan = Receiver.deadMan(url, { to: External.https('a.example.com') });
    expect(settings(deadMan)).toMatchObject({ send_resolved: false });
  });

  const SECRET = "got something else; use SecretKey.of('slack', 'url') and create that Secret";
  it.each<[string, () => unknown, string]>([
    ['the URL of Slack is text', () => Receiver.slack('https://hooks.slack.com/x' as never, { channel: '#a' }), SECRET],
    [
      'the URL is missing',
      () => Receiver.slack(undefined as never, { channel: '#a' }),
      'URL of Receiver.slack must be',
    ],
    ['a channel has no sign', () => Receiver.slack(url, { channel: 'ops' }), 'got ops; use #ops'],
    ['a channel is no word', () => Receiver.slack(url, { channel: '# ops' }), 'got # ops; use a form such as #ops'],
    ['a routing key is text', () => Receiver.pagerduty('abc' as never), "use SecretKey.of('pagerduty', 'routing-key')"],
    ['a region is unknown', () => Receiver.pagerduty(url, { region: 'asia' as never }), 'region must be one of us, eu'],
    ['nothing says where Teams is', () => Receiver.teams(url), 'Receiver.teams needs a way out'],
    ['nothing says where a secret URL leads', () => Receiver.webhook(url), 'Receiver.webhook needs a way out'],
    [
      'the URL of a webhook has a key in its query',
      () => Receiver.webhook('https://a.example.com/hook?key=1'),
      'the URL of Receiver.webhook must not hold a key, which its manifest would show, got text; use SecretKey.of',
    ],
    ['it has a password', () => Receiver.webhook('https://me:secret@a.example.com/'), 'must not hold a key'],
    [
      'it has a key in its path',
      () => Receiver.deadMan('https://hc-ping.com/6b2f1c1e-6a5e-4f0e-9d2b-0f3a51f0c111'),
      'the URL of Receiver.deadMan must not hold a key',
    ],
    [
      'it is no URL',
      () => Receiver.webhook('alerts.example.com'),
      'got alerts.example.com; use a form such as https://',
    ],
    ['it is that of another protocol', () => Receiver.webhook('ftp://a.example.com'), 'must be that of HTTP'],
    [
      'it leads into the cluster, and nothing says to which pods',
      () => Receiver.webhook('http://relay/hook'),
      'needs a way',
    ],
    [
      'the way is no way',
      () => Receiver.webhook(url, { to: 'a.example.com' as never }),
      'must be something to connect to',
    ],
    [
      'the way has no port',
      () => Receiver.webhook(url, { to: { peer: Peer.foreignPods({ name: 'relay' }) } as never }),
      'Receiver.webhook.to must be something to connect to',
    ],
    [
      'an address is none',
      () => Receiver.email('ops', { from: 'a@b.io', host: 'smtp.b.io' }),
      'must be one e-mail address',
    ],
    ['an address is two', () => Receiver.email('a@b.io, c@b.io', { from: 'a@b.io', host: 'smtp.b.io' }), 'must be one'],
    ['the mail server is none', () => Receiver.email('a@b.io', { from: 'a@b.io', host: 'smtp.b.io:25' }), 'smtp.b.io'],
    [
      'a user has no password',
      () => Receiver.email('a@b.io', { from: 'a@b.io', host: 'smtp.b.io', user: 'me' }),
      'Receiver.email needs a password for its user',
    ],
    [
      'a password is text',
      () => Receiver.email('a@b.io', { from: 'a@b.io', host: 'smtp.b.io', password: 'secret' as never }),
      'got something else',
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).not.toThrow(/6b2f1c1e|me:secret|abc|hooks\.slack\.com\/x/);
  });
});
