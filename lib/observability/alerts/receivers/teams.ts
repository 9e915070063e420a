import { checkProps, type Kinds } from '../../../checks/kinds';
import type { SecretKey } from '../../../relations/secret-key';
import { BODY, credential, OPTIONS, type ReceiverModel, type ReceiverOptions, TITLE, wayTo } from '../receiver-model';

const CALL = 'Receiver.teams';
const KINDS: Kinds<ReceiverOptions> = OPTIONS;

/** https://prometheus.io/docs/alerting/latest/configuration/#msteamsv2_config */
export function teams(url: SecretKey, options: ReceiverOptions): ReceiverModel {
  const { to } = checkProps(undefined, options, KINDS, CALL);
  return {
    kind: 'teams',
    integration: 'msteamsv2_configs',
    settings: (path) => ({ send_resolved: true, text: BODY, title: TITLE, webhook_url_file: path('url') }),
    secrets: { url: credential(CALL, 'URL', url, "use SecretKey.of('teams', 'url') and create that Secret") },
    to: wayTo(CALL, { to }),
  };
}
