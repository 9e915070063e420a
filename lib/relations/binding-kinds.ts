import type { IConstruct } from 'constructs';
import {
  checkProps,
  type Kind,
  type Kinds,
  listOf,
  made,
  needed,
  oneOf,
  PROPS,
  RECORD,
  TABLE,
  TEXT,
  tableOf,
} from '../checks/kinds';
import { Peer } from '../network/peer';
import { Port } from '../network/port';
import type { Binding, BindingRequest } from './binding';
import { PEER, SECRET } from './reference-kinds';

const PORT = made(Port, 'a Port', "use Port.tcp(25, 'smtp'), for example");

const BINDING: Kinds<Binding> = {
  port: PORT,
  morePorts: listOf(PORT),
  via: PEER,
  env: needed(RECORD),
  files: tableOf(SECRET),
  parts: RECORD,
  withheld: TABLE,
};

const REQUEST: Kinds<BindingRequest> = {
  prefix: needed(TEXT),
  credentials: needed(oneOf('env', 'files')),
  namespace: TEXT,
  port: TEXT,
  client: PROPS,
};

/** Something that can be used: it has a peer, and says what its clients need. */
export const BINDABLE: Kind = {
  is: (value) => {
    const { peer, bind } = (value ?? {}) as { readonly peer?: unknown; readonly bind?: unknown };
    return peer instanceof Peer && typeof bind === 'function';
  },
  what: 'something that can be used',
  fix: 'pass a StatefulStore or a WebApp, for example',
};

/** Checks what the `bind` of a provider returns, which a program may have written. */
export function checkBinding(scope: IConstruct, name: string, binding: Binding): Binding {
  return checkProps(scope, binding, BINDING, `the binding of ${name}`);
}

/** Checks the request that a client makes. */
export function checkRequest(scope: IConstruct | undefined, request: BindingRequest): BindingRequest {
  return checkProps(scope, request, REQUEST, 'the request of bind');
}
