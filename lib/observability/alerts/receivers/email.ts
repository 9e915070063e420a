import { fail } from '../../../checks/errors';
import { oneHostName, wholeNumber } from '../../../checks/formats';
import { checkKind, checkProps, type Kinds, NUMBER, needed, TEXT } from '../../../checks/kinds';
import { Port } from '../../../network/port';
import { External } from '../../../relations/external';
import { SECRET } from '../../../relations/reference-kinds';
import type { SecretKey } from '../../../relations/secret-key';
import { OPTIONS, type ReceiverModel, type ReceiverOptions, TITLE } from '../receiver-model';

export interface EmailOptions extends ReceiverOptions {
  /** The address that the messages come from. */
  readonly from: string;
  /** The host of the mail server: `smtp.example.com`. */
  readonly host: string;
  /** The port of the mail server, which must speak STARTTLS, or TLS on 465. @default 587 */
  readonly port?: number;
  /** The name at the mail server. @default - the address in `from`, where there is a password */
  readonly user?: string;
  /** The password at the mail server. @default - the server takes mail without one */
  readonly password?: SecretKey;
}

const CALL = 'Receiver.email';
const KINDS: Kinds<EmailOptions> = {
  ...OPTIONS,
  from: needed(TEXT),
  host: needed(TEXT),
  port: NUMBER,
  user: TEXT,
  password: { ...SECRET, fix: "use SecretKey.of('smtp', 'password') and create that Secret" },
};
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/;

/** https://prometheus.io/docs/alerting/latest/configuration/#email_config */
export function email(address: string, options: EmailOptions): ReceiverModel {
  const { from, host, port = 587, user, password, to } = checkProps(undefined, options, KINDS, CALL);
  mailbox('the address', address);
  mailbox('from', from);
  oneHostName(undefined, `the host of ${CALL}`, host, () => 'name the host of the mail server');
  wholeNumber(undefined, `the port of ${CALL}`, port, 1, 65535);
  if (user !== undefined && !password) {
    fail(
      undefined,
      `${CALL} needs a password for its user`,
      password,
      "add password: SecretKey.of('smtp', 'password')",
    );
  }
  return {
    kind: 'email',
    integration: 'email_configs',
    settings: (path) => ({
      ...(password && { auth_password_file: path('password'), auth_username: user ?? from }),
      from,
      headers: { Subject: TITLE },
      require_tls: port !== 465,
      send_resolved: true,
      smarthost: `${host}:${port}`,
      to: address,
    }),
    secrets: password ? { password } : {},
    to: to ?? External.host(host, Port.tcp(port, 'smtp')),
  };
}

function mailbox(what: string, address: string): void {
  checkKind(undefined, `${what} of ${CALL}`, address, needed(TEXT));
  if (!ADDRESS.test(address)) {
    fail(undefined, `${what} of ${CALL} must be one e-mail address`, address, 'use a form such as ops@example.com');
  }
}
