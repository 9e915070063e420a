import { Alerts, External, Receiver, SecretKey } from '../../lib';

const slack = (name: string): Receiver => Receiver.slack(SecretKey.of(name, 'url'), { channel: `#${name}` });
const to = External.https('hooks.example.com');
const mail = { from: 'alerts@example.com', host: 'smtp.example.com', password: SecretKey.of('smtp', 'password') };

/** Destinations of alerts, as a program may have them: a receiver of each kind, and each option. */
export const DESTINATIONS: Readonly<Record<string, Alerts>> = {
  one: Alerts.to(slack('ops')),
  urgent: Alerts.to(Receiver.email('ops@example.com', mail), {
    critical: Receiver.pagerduty(SecretKey.of('pd', 'key')),
  }),
  context: Alerts.to(Receiver.webhook('https://alerts.example.com/hook'), {
    info: Receiver.teams(SecretKey.of('teams', 'url'), { to }),
  }),
  teams: Alerts.to(slack('ops'), { teams: { web: { namespaces: ['shop'], receiver: slack('web') } } }),
  everything: Alerts.to(slack('ops'), {
    critical: Receiver.pagerduty(SecretKey.of('pagerduty', 'key')),
    info: slack('info'),
    teams: {
      pay: { namespaces: ['pay', 'billing'], receiver: slack('pay'), critical: slack('pay-urgent') },
      web: { namespaces: ['shop'], receiver: slack('web') },
    },
    deadMan: Receiver.deadMan(SecretKey.of('dead-man', 'url'), { to }),
  }),
};
