import { fail } from '../../../checks/errors';
import { checkProps, type Kinds, needed, TEXT } from '../../../checks/kinds';
import type { SecretKey } from '../../../relations/secret-key';
import { BODY, credential, OPTIONS, type ReceiverModel, type ReceiverOptions, TITLE, wayTo } from '../receiver-model';

export interface SlackOptions extends ReceiverOptions {
  /** The channel or the user: `#ops` or `@kim`. */
  readonly channel: string;
}

const CALL = 'Receiver.slack';
const KINDS: Kinds<SlackOptions> = { ...OPTIONS, channel: needed(TEXT) };

/** https://prometheus.io/docs/alerting/latest/configuration/#slack_config */
export function slack(url: SecretKey, options: SlackOptions): ReceiverModel {
  const { channel, to } = checkProps(undefined, options, KINDS, CALL);
  if (!/^[#@][^\s#@]+$/.test(channel)) {
    const fix = /^[\w-]+$/.test(channel) ? `use #${channel}` : 'use a form such as #ops';
    fail(undefined, `the channel of ${CALL} must begin with # or @`, channel, fix);
  }
  return {
    kind: 'slack',
    integration: 'slack_configs',
    settings: (path) => ({ api_url_file: path('url'), channel, send_resolved: true, text: BODY, title: TITLE }),
    secrets: { url: credential(CALL, 'URL', url) },
    to: wayTo(CALL, { to }, 'hooks.slack.com'),
  };
}
