/** The forms of names, each once: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */

/** A DNS label. */
export const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** DNS labels with dots between them. */
export const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** The name of a label, an annotation, a taint or a class of load balancers; it may begin with a domain and a slash. */
export const QUALIFIED_NAME =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** The name of a resource of a vendor: a qualified name with its domain. */
export const VENDOR_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** The value of a label. */
export const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** A key of a ConfigMap or a Secret. */
export const DATA_KEY = /^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/;
/** The name of a port: an IANA service name. */
export const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;
/** The name of an environment variable. */
export const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** The name of a kind, or of an alert. */
export const UPPER_CAMEL_CASE = /^[A-Z][A-Za-z0-9]*$/;
/** A reference to an image: https://github.com/distribution/reference */
export const IMAGE =
  /^[a-z0-9]+([._-]+[a-z0-9]+)*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;
/** The path of a directory in a container, other than its root. */
export const ABSOLUTE_PATH = /^(\/[A-Za-z0-9._-]+)+$/;
/** The path of a URL. */
export const URL_PATH = /^(?=\/)(\/[A-Za-z0-9._~!$&'()*+,;=:@-]+)*\/?$/;
/** A time zone of the IANA database, apart from `UTC`. */
export const TIME_ZONE = /^[A-Z][A-Za-z_]*(\/[A-Z][A-Za-z0-9_+-]*)+$/;

/** Returns the source of a regular expression that finds only the text. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
