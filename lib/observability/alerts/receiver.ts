import type { SecretKey } from '../../relations/secret-key';
import type { ReceiverModel, ReceiverOptions } from './receiver-model';
import { type EmailOptions, email } from './receivers/email';
import { type PagerDutyOptions, pagerduty } from './receivers/pagerduty';
import { type SlackOptions, slack } from './receivers/slack';
import { teams } from './receivers/teams';
import { type WebhookOptions, webhook } from './receivers/webhook';

/**
 * A place that takes notifications about alerts. Its credentials are keys of Secrets in the namespace of the `Observability`, which
 * Alertmanager reads as files, and the network of Alertmanager opens to its host.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#receiver-integration-settings
 */
export class Receiver {
  /**
   * A channel of Slack. `url` is that of an incoming webhook. Throws when the channel has no `#` or `@`.
   *
   * @example Receiver.slack(SecretKey.of('slack', 'url'), { channel: '#ops' })
   */
  static slack(url: SecretKey, options: SlackOptions): Receiver {
    return new Receiver(slack(url, options));
  }

  /** A service of PagerDuty, by the routing key of its integration `Events API v2`. */
  static pagerduty(routingKey: SecretKey, options: PagerDutyOptions = {}): Receiver {
    return new Receiver(pagerduty(routingKey, options));
  }

  /**
   * One e-mail address. The mail server speaks TLS. Throws when an address or the host is none.
   *
   * @example Receiver.email('ops@example.com', { from: 'alerts@example.com', host: 'smtp.example.com' })
   */
  static email(address: string, options: EmailOptions): Receiver {
    return new Receiver(email(address, options));
  }

  /**
   * A server that takes the JSON of Alertmanager by POST. A URL with a key in it must be in a Secret. Throws when it is text, and when
   * nothing says where the URL leads.
   *
   * @example Receiver.webhook('http://relay/alerts', { to: relay })
   */
  static webhook(url: string | SecretKey, options: WebhookOptions = {}): Receiver {
    return new Receiver(webhook(url, options));
  }

  /**
   * A channel of Microsoft Teams. `url` is that of a workflow which posts to the channel. Its host differs from team to team, so `to`
   * must name it.
   *
   * @example Receiver.teams(SecretKey.of('teams', 'url'), { to: External.https('prod-12.westeurope.logic.azure.com') })
   */
  static teams(url: SecretKey, options: ReceiverOptions = {}): Receiver {
    return new Receiver(teams(url, options));
  }

  /**
   * A dead man's switch: a service outside of the cluster that raises the alarm when it hears nothing for a while. It gets the alert
   * `Watchdog`, which always fires, every five minutes, and nothing else. Use it as `deadMan` of `Alerts.to`.
   *
   * @example Receiver.deadMan(SecretKey.of('dead-man', 'url'), { to: External.https('hc-ping.com') })
   */
  static deadMan(url: string | SecretKey, options: WebhookOptions = {}): Receiver {
    const model = webhook(url, options, 'Receiver.deadMan');
    // A ping says that alerting works, and there is no word for the contrary.
    const settings: ReceiverModel['settings'] = (path) => ({ ...model.settings(path), send_resolved: false });
    return new Receiver({ ...model, kind: 'dead man', settings });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** @internal */
    readonly model: ReceiverModel,
  ) {}
}
