import { fail } from '../checks/errors';
import { dnsLabel, envName, labelPair } from '../checks/formats';
import { checkProps, type Kinds, LIST, needed, RECORD, TABLE, TEXT } from '../checks/kinds';
import { Peer } from '../network/peer';
import { type Port, type PortLike, portOf } from '../network/port';
import type { Binding, BindingParts, BindingRequest, EnvValue, IBindable } from '../relations/binding';
import { checkRequest } from '../relations/binding-kinds';
import { External } from '../relations/external';
import { PORT, SECRET } from '../relations/reference-kinds';
import { changeReferences, referencesIn, referenceTo } from '../relations/references';
import type { SecretKey } from '../relations/secret-key';
import type { StoreParts } from './store-parts';

/** A store that runs elsewhere, and the values for its clients. Its place is either `service` and `namespace`, or `host`. */
export interface ExistingStoreProps {
  /** The name of the store in policies and variables. @default - the Service, or the host */
  readonly name?: string;
  /** A Service of the cluster. */
  readonly service?: string;
  /** The namespace of the Service. */
  readonly namespace?: string;
  /** The labels of the pods behind the Service, to which the network is opened. @default - every pod of the namespace */
  readonly pods?: Readonly<Record<string, string>>;
  /** A host outside of the cluster. */
  readonly host?: string;
  /** The ranges of the host's addresses, in CIDR notation. @default - all public ones, if the network plugin knows no names */
  readonly ranges?: readonly string[];
  /** The port that the pods or the host listen on. */
  readonly port: PortLike;
  /** `PREFIX_USER`. @default - none */
  readonly user?: string;
  /** `PREFIX_PASSWORD`: a key of a Secret in the namespace of the client. @default - none */
  readonly password?: SecretKey;
  /** `PREFIX_URL`, in which `$(HOST)`, `$(PORT)`, `$(USER)` and `$(PASSWORD)` stand for the others. @default - none */
  readonly url?: string;
  /** More variables, by the names after the prefix; they may refer to the others as `url` does. @default - none */
  readonly env?: Readonly<Record<string, EnvValue | undefined>>;
}

const KINDS: Kinds<ExistingStoreProps> = {
  name: TEXT,
  service: TEXT,
  namespace: TEXT,
  pods: TABLE,
  host: TEXT,
  ranges: LIST,
  port: needed(PORT),
  user: TEXT,
  password: SECRET,
  url: TEXT,
  env: RECORD,
};

/** A store from `StatefulStore.existing`: it makes no objects and opens only the egress of its clients. */
export class ExistingStore implements IBindable<StoreParts & BindingParts> {
  readonly peer: Peer;
  readonly port: Port;

  constructor(private readonly props: ExistingStoreProps) {
    checkProps(undefined, props, KINDS, 'existing');
    const { service, host, port } = props;
    if ((service === undefined) === (host === undefined)) {
      const got = service === undefined ? 'neither' : 'both';
      fail(undefined, 'an existing store must be reached by a Service or a host', got, 'give service or host');
    }
    for (const name of Object.keys(props.env ?? {})) envName(undefined, name);
    for (const name of [props.url ?? '', ...Object.values(props.env ?? {})].flatMap(refersTo)) {
      const given = name === 'USER' ? props.user : name === 'PASSWORD' ? props.password : port;
      if (given === undefined) {
        fail(undefined, `$(${name}) must be given to refer to it`, given, `give ${name.toLowerCase()}`);
      }
    }
    this.port = portOf(undefined, 'port', port);
    this.peer = service === undefined ? outside(props, host ?? '') : inside(props, service);
  }

  bind(request: BindingRequest): Binding<StoreParts & BindingParts> {
    const { prefix, credentials, namespace } = checkRequest(undefined, request);
    const { password } = this.props;
    const variables = Object.entries(this.variables(namespace, credentials === 'env'));
    return {
      port: this.port,
      env: Object.fromEntries(variables.map(([name, value]) => [`${prefix}_${name}`, prefixed(prefix, value)])),
      files: credentials === 'files' && password ? { [`${prefix}_PASSWORD_FILE`]: password } : {},
    };
  }

  /** Returns the variables without prefix. One that needs the password is left out if the password is a file. */
  private variables(namespace: string | undefined, password: boolean): Readonly<Record<string, EnvValue>> {
    const { props, port } = this;
    const all: Record<string, EnvValue | undefined> = {
      HOST: props.host ?? (namespace === props.namespace ? props.service : `${props.service}.${props.namespace}`),
      PORT: `${port.number}`,
      USER: props.user,
      PASSWORD: password ? props.password : undefined,
      URL: props.url,
      ...props.env,
    };
    const given = Object.entries(all).filter((entry): entry is [string, EnvValue] => entry[1] !== undefined);
    const known = new Set(given.map(([name]) => name));
    return Object.fromEntries(given.filter(([, value]) => refersTo(value).every((name) => known.has(name))));
  }
}

function inside({ name, namespace, pods = {} }: ExistingStoreProps, service: string): Peer {
  dnsLabel(undefined, 'the name of a Service', service);
  if (namespace === undefined) fail(undefined, `Service ${service} needs a namespace`, namespace, 'say which it is in');
  dnsLabel(undefined, 'the namespace of a Service', namespace);
  for (const [key, value] of Object.entries(pods)) labelPair(undefined, key, value);
  return Peer.foreignPods({ name: name ?? service, namespaces: [namespace], labels: pods });
}

function outside({ name, ranges, port }: ExistingStoreProps, host: string): Peer {
  if (host.startsWith('*')) fail(undefined, 'the host of a store must be one', host, 'name it whole');
  const { peer } = External.host(host, port, ranges);
  return name === undefined ? peer : peer.called(name);
}

const OWN = new Set(['HOST', 'PORT', 'USER', 'PASSWORD']);

/** Returns the store's own variables that a text refers to. */
function refersTo(value: EnvValue | undefined): readonly string[] {
  return typeof value === 'string' ? referencesIn(value).filter((name) => OWN.has(name)) : [];
}

function prefixed(prefix: string, value: EnvValue): EnvValue {
  if (typeof value !== 'string') return value;
  return changeReferences(value, (name) => (OWN.has(name) ? referenceTo(`${prefix}_${name}`) : undefined));
}
