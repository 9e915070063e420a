import { fail } from '../../../checks/errors';
import { checkProps, type Kinds } from '../../../checks/kinds';
import type { JsonObject } from '../../../manifest/json';
import { SECRET } from '../../../relations/reference-kinds';
import { SecretKey } from '../../../relations/secret-key';
import { OPTIONS, type ReceiverModel, type ReceiverOptions, wayTo } from '../receiver-model';
import { type WayOut, wayToUrl } from '../way-out';

export interface WebhookOptions extends ReceiverOptions {
  /** The bearer token that Alertmanager sends. @default - none */
  readonly token?: SecretKey;
}

const KINDS: Kinds<WebhookOptions> = {
  ...OPTIONS,
  token: { ...SECRET, fix: "use SecretKey.of('webhook', 'token') and create that Secret" },
};
/** A part of a path that looks like a key: long, of letters and digits. */
const KEY = /(?=[^/]*\d)(?=[^/]*[a-z])[\w-]{16,}/i;

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export function webhook(url: string | SecretKey, options: WebhookOptions, call = 'Receiver.webhook'): ReceiverModel {
  const { to, token } = checkProps(undefined, options, KINDS, call);
  const isSecret = url instanceof SecretKey;
  const way = isSecret ? wayTo(call, { to }) : plainWay(call, url, to);
  return {
    kind: 'webhook',
    integration: 'webhook_configs',
    settings: (path): JsonObject => ({
      ...(token && { http_config: { authorization: { credentials_file: path('token') } } }),
      send_resolved: true,
      ...(isSecret ? { url_file: path('url') } : { url }),
    }),
    secrets: { ...(isSecret && { url }), ...(token && { token }) },
    to: way,
  };
}

/** Returns the way to the host of a URL without secrets. Throws when it may have one. */
function plainWay(call: string, text: string, to: WayOut | undefined): WayOut {
  const secret = "use SecretKey.of('webhook', 'url') and create that Secret";
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.username || url.password || url.search || KEY.test(url.pathname))) {
    fail(undefined, `the URL of ${call} must not hold a key, which its manifest would show`, 'text', secret);
  }
  return wayToUrl(call, text, to);
}
