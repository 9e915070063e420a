import { parse } from 'yaml';
import { External, SecretKey } from '../../../lib';
import { Alerts } from '../../../lib/observability/alerts/alerts';
import { alertmanagerYaml, receiverSecrets } from '../../../lib/observability/alerts/config';
import { Receiver } from '../../../lib/observability/alerts/receiver';
import { DESTINATIONS } from '../../support/destinations';

const slack = (name: string): Receiver => Receiver.slack(SecretKey.of(name, 'url'), { channel: `#${name}` });
const deadMan = Receiver.deadMan(SecretKey.of('dead-man', 'url'), { to: External.https('hc.example.com') });
const destinations = (alerts: Alerts) => alerts.destinations ?? { receiver: slack('none') };
const config = (alerts: Alerts) => parse(alertmanagerYaml(destinations(alerts), (of, { key }) => `/${of}/${key}`));

const everything = DESTINATIONS['everything'] ?? Alerts.nobody('the table has none');

describe('Alerts.to', () => {
  it('sends everything but context to one receiver', () => {
    const { route, receivers } = config(Alerts.to(slack('ops')));
    expect(route).toMatchObject({ receiver: 'default', group_by: ['namespace', 'job', 'alertname'] });
    expect(route.routes).toEqual([
      expect.objectContaining({ matchers: ['alertname="Watchdog"'], receiver: 'nobody' }),
      { matchers: ['severity="info"'], receiver: 'nobody' },
    ]);
    expect(receivers.map(({ name }: { name: string }) => name)).toEqual(['nobody', 'default']);
  });

  it('sends critical alerts to two places when a team owns the namespace, and a team its own', () => {
    const { route } = config(everything);
    expect(route.routes.slice(2)).toEqual([
      { continue: true, matchers: ['severity="critical"'], receiver: 'critical' },
      { matchers: ['namespace=~"billing|pay"', 'severity="critical"'], receiver: 'team-pay-critical' },
      { matchers: ['namespace=~"billing|pay"'], receiver: 'team-pay' },
      { matchers: ['namespace=~"shop"'], receiver: 'team-web' },
    ]);
  });

  it('mounts the secret of each receiver in a directory of its own', () => {
    expect(Object.keys(receiverSecrets(destinations(everything)))).toEqual([
      'dead-man-url',
      'info-url',
      'critical-key',
      'team-pay-critical-url',
      'team-pay-url',
      'team-web-url',
      'default-url',
    ]);
    expect(config(everything).receivers).toContainEqual({
      name: 'critical',
      pagerduty_configs: [expect.objectContaining({ routing_key_file: '/critical-key/key' })],
    });
  });

  it('keeps alerts back while a graver one says why', () => {
    const [workload, , node] = config(everything).inhibit_rules;
    expect(workload.equal).toEqual(['namespace', 'job']);
    expect(node).toMatchObject({
      equal: ['node'],
      source_matchers: [expect.stringContaining('NodeNotReady'), 'node!=""'],
    });
  });

  const team = (namespaces: readonly string[]) => ({ namespaces, receiver: slack('team') });
  it.each<[string, () => unknown, string]>([
    [
      'it has no receiver',
      () => Alerts.to(undefined as never),
      'the receiver of Alerts.to must be a Receiver, got nothing',
    ],
    [
      'a receiver is a URL',
      () => Alerts.to('https://hooks.slack.com/T1' as never),
      'got something else; use Receiver.slack',
    ],
    [
      'an option is unknown',
      () => Alerts.to(slack('a'), { criticl: slack('b') } as never),
      'criticl; did you mean critical',
    ],
    [
      'a team has no namespace',
      () => Alerts.to(slack('a'), { teams: { pay: team([]) } }),
      'team pay of Alerts.to needs',
    ],
    ['a namespace is none', () => Alerts.to(slack('a'), { teams: { pay: team(['Pay']) } }), 'got Pay; use pay'],
    [
      'the name of a team is none',
      () => Alerts.to(slack('a'), { teams: { 'Pay ': team(['pay']) } }),
      'the name of a team',
    ],
    [
      'two teams have one namespace',
      () => Alerts.to(slack('a'), { teams: { pay: team(['pay']), bill: team(['pay']) } }),
      'namespace pay must have one team in Alerts.to, got pay and bill; take it out of one of them',
    ],
    [
      'a team names a namespace twice',
      () => Alerts.to(slack('a'), { teams: { pay: team(['pay', 'pay']) } }),
      'pay twice',
    ],
    ['a dead man gets alerts', () => Alerts.to(deadMan), 'Receiver.deadMan gets no alert but Watchdog'],
    ['the dead man of it is another receiver', () => Alerts.to(slack('a'), { deadMan: slack('b') }), 'got slack'],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).not.toThrow('T1');
  });
});

describe('Alerts.nobody', () => {
  it('keeps the reason', () => {
    expect(Alerts.nobody('a cluster for trying things out').why).toBe('a cluster for trying things out');
  });

  it.each(['', 'x', 'because', '- -'])("fails when the reason is no reason: '%s'", (why) => {
    expect(() => Alerts.nobody(why)).toThrow('the reason of Alerts.nobody must be words that tell why');
  });
});
