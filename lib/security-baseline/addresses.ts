import { remembered } from '../checks/remembered';

/** An address of a program in a text. */
export interface Address {
  /** In small letters, without a dot at its end. */
  readonly host: string;
  /** The port that the text says, or that its scheme implies; `undefined` where neither does. */
  readonly port: number | undefined;
  /** True for a text that is an address whatever its port is: a URL of a known scheme, or a name with `.svc`. */
  readonly isCertain: boolean;
  /** The address without credentials, path and query. */
  readonly shown: string;
}

/** The schemes of URLs that clients connect to, with their ports where each client takes the same one. */
const SCHEMES: Readonly<Record<string, number | undefined>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  ...Object.fromEntries(
    (
      'amqp amqps bolt clickhouse cockroachdb etcd ftp grpc grpcs h2c kafka ldap ldaps mariadb memcached mongodb mqtt mqtts mysql ' +
      'nats neo4j otlp postgres postgresql pulsar redis rediss redis-sentinel rediss-sentinel sftp smtp smtps sqlserver ssl statsd ' +
      'stomp tcp tls udp valkey valkeys'
    )
      .split(' ')
      .map((scheme) => [scheme, undefined]),
  ),
};

/** Bounded, so that a long word without a scheme is read once. */
const URLS = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}):\/\/([^\s"'<>`|\\^{}/?#]+)/gi;
const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?$/;
/** The longest name of a host, with a colon and a port. */
const LONGEST = 253 + 6;
const COMMENT = /^[ \t]*(#|\/\/|;).*$/gm;
/** The longest file, in characters, whose addresses are kept: a script, which is the same in many objects. */
const LONGEST_FILE = 16_384;
/** A part of every address in a text: the end of a scheme, the start of a port, and the domain of Services. */
const MARK = /:\/\/|[a-z0-9.]:\d|\.svc/gi;
/** The characters that no address has in it, and no word beside it. */
const APART = /[\s"'`<>|{}]/;
const LINE = /\n/;

/** Returns the addresses in a text: the hosts of URLs, `host:port`, and names with `.svc`. */
export function addressesIn(text: string): readonly Address[] {
  const parts = marked(text, APART);
  return parts === '' ? [] : addressesInParts(parts);
}

/** Returns the parts of a text that may have an address, a line each. They are few in a script, and in the JSON of a dashboard. */
function marked(text: string, separator: RegExp): string {
  const parts: string[] = [];
  MARK.lastIndex = 0;
  for (let found = MARK.exec(text); found; found = MARK.exec(text)) {
    let [start, end] = [found.index, found.index + found[0].length];
    while (start > 0 && !separator.test(text.charAt(start - 1))) start--;
    while (end < text.length && !separator.test(text.charAt(end))) end++;
    parts.push(text.slice(start, end));
    MARK.lastIndex = end;
  }
  return parts.join('\n');
}

function addressesInParts(text: string): readonly Address[] {
  const inUrls = [...text.matchAll(URLS)].flatMap(([, scheme = '', authority = '']) => {
    const name = scheme.toLowerCase().replace(/\+.*$/, '');
    const isKnown = name in SCHEMES;
    const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',');
    return hosts.flatMap((one) => addressOf(one.replace(/[;)\]].*$/, ''), { scheme, isKnown, usual: SCHEMES[name] }));
  });
  const rest = text.replace(URLS, ' ').split(/[\s,;"'`=()<>[\]{}|@]+/);
  return [...inUrls, ...rest.flatMap((word) => addressOf(word.replace(/\/.*$/, '')))];
}

/** Returns the addresses in a file, without its lines of comment. */
export const addressesInFile = remembered(
  (text): readonly Address[] => addressesIn(marked(text, LINE).replace(COMMENT, '')),
  LONGEST_FILE,
);

interface Url {
  readonly scheme: string;
  readonly isKnown: boolean;
  readonly usual: number | undefined;
}

function addressOf(text: string, url?: Url): readonly Address[] {
  if (text.length > LONGEST) return [];
  const [, name = '', digits] = /^([^:]+)(?::(\d{1,5}))?$/.exec(text.toLowerCase()) ?? [];
  const isQualified = /\.svc(\.|$)/.test(name);
  if (!HOST.test(name) || /^[\d.]+$/.test(name)) return [];
  if (url === undefined && digits === undefined && !isQualified) return [];
  const shown = `${url === undefined ? '' : `${url.scheme}://`}${name}${digits === undefined ? '' : `:${digits}`}`;
  const port = digits === undefined ? url?.usual : Number(digits);
  return [{ host: name.replace(/\.$/, ''), port, isCertain: isQualified || url?.isKnown === true, shown }];
}
