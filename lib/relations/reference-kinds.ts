import { numberFix } from '../checks/fixes';
import { either, type Kind, made, NUMBER, secret } from '../checks/kinds';
import { Peer } from '../network/peer';
import { Port } from '../network/port';
import { ConfigKey } from './env-value';
import { SecretKey } from './secret-key';

const SECRET_KEY = made(SecretKey, 'a key of a Secret', "use SecretKey.of('name', 'key')");

export const PEER = made(Peer, 'a Peer', "use Peer.foreignPods({ name: 'minio', namespaces: ['minio'] }), for example");
export const IS_PEER: Kind = {
  is: (value) => (value as { readonly peer?: unknown } | null)?.peer instanceof Peer,
  what: 'something with a peer',
  fix: 'pass a WebApp or a Worker, for example',
};
export const PORT: Kind = {
  is: (value) => value instanceof Port || NUMBER.is(value),
  what: 'a Port or a number',
  fix: (value) => numberFix(value, 9000),
};
export const CA = secret(
  either(made(ConfigKey, 'a key of a ConfigMap', "use ConfigKey.of('authorities', 'ca.crt'), for example"), SECRET_KEY),
);
export const SECRET = secret(SECRET_KEY);
