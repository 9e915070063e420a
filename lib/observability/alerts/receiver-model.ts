import { fail } from '../../checks/errors';
import { checkKind, type Kind, needed } from '../../checks/kinds';
import type { JsonObject } from '../../manifest/json';
import { External } from '../../relations/external';
import { SECRET } from '../../relations/reference-kinds';
import type { SecretKey } from '../../relations/secret-key';
import { ROUTE, type WayOut } from './way-out';

/** A place that takes notifications, as Alertmanager is told about it. */
export interface ReceiverModel {
  /** The word for people: `slack`. */
  readonly kind: string;
  /** The key of the receiver in Alertmanager's file: `slack_configs`. */
  readonly integration: string;
  /** Returns its settings. `path` returns the path of the file with a secret. */
  readonly settings: (path: (name: string) => string) => JsonObject;
  /** The keys of Secrets by short names. */
  readonly secrets: Readonly<Record<string, SecretKey>>;
  /** The way from Alertmanager to it. */
  readonly to: WayOut;
}

/** The props that every receiver has. */
export interface ReceiverOptions {
  /**
   * The way from Alertmanager to the receiver, which opens the network: an `External`, an app of the program, or pods and their port.
   * @default - the host of the service, where it is known
   */
  readonly to?: WayOut;
}

export const OPTIONS = { to: ROUTE } as const;

const URL_FIX = "use SecretKey.of('slack', 'url') and create that Secret";

/** Checks a credential, which is never text. An error does not show it. */
export function credential(call: string, name: string, value: SecretKey, fix = URL_FIX): SecretKey {
  const kind: Kind = needed({ ...SECRET, fix });
  return checkKind(undefined, `the ${name} of ${call}`, value, kind);
}

/** Returns the way to a receiver whose URL is in a Secret. Throws when nothing says where it leads. */
export function wayTo(call: string, { to }: ReceiverOptions, host?: string): WayOut {
  if (to) return to;
  if (host !== undefined) return External.https(host);
  const fix = `add to: External.https('alerts.example.com'), with the host that is in the URL`;
  return fail(undefined, `${call} needs a way out, because its URL is in a Secret`, to, fix);
}

/** The titles and texts of messages, for people. The parts come from the rules. */
export const TITLE =
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}' +
  '{{ with .CommonLabels.namespace }} {{ . }}{{ end }}{{ with .CommonLabels.job }} {{ . }}{{ end }}';
export const BODY =
  '{{ range .Alerts }}{{ .Annotations.summary }} {{ .Annotations.description }}{{ with .Annotations.runbook }} {{ . }}{{ end }}\n{{ end }}';
