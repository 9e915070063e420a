import { checkProps, type Kinds, oneOf } from '../../../checks/kinds';
import type { SecretKey } from '../../../relations/secret-key';
import { credential, OPTIONS, type ReceiverModel, type ReceiverOptions, TITLE, wayTo } from '../receiver-model';

export interface PagerDutyOptions extends ReceiverOptions {
  /** The region of the account. @default 'us' */
  readonly region?: 'us' | 'eu';
}

const CALL = 'Receiver.pagerduty';
const KINDS: Kinds<PagerDutyOptions> = { ...OPTIONS, region: oneOf('us', 'eu') };
const HOSTS = { us: 'events.pagerduty.com', eu: 'events.eu.pagerduty.com' };

/** https://prometheus.io/docs/alerting/latest/configuration/#pagerduty_config */
export function pagerduty(routingKey: SecretKey, options: PagerDutyOptions): ReceiverModel {
  const { region = 'us', to } = checkProps(undefined, options, KINDS, CALL);
  const host = HOSTS[region];
  const severity = '{{ if .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}error{{ end }}';
  return {
    kind: 'pagerduty',
    integration: 'pagerduty_configs',
    settings: (path) => ({
      description: TITLE,
      routing_key_file: path('key'),
      send_resolved: true,
      severity,
      url: `https://${host}/v2/enqueue`,
    }),
    secrets: { key: credential(CALL, 'routing key', routingKey, "use SecretKey.of('pagerduty', 'routing-key')") },
    to: wayTo(CALL, { to }, host),
  };
}
