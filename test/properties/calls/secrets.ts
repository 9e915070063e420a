import { Certificate, Credentials } from '../../../lib';
import { type Call, chart, image, store, web } from './support';

/** Calls of certificates and credentials. */
export const SECRETS: Readonly<Record<string, Call>> = {
  'Certificate.bind': {
    on: () => Certificate.issued(),
    args: () => [chart(), { name: 'db-tls', labels: { a: 'b' }, dnsNames: () => ['db'] }],
  },
  'Certificate.fromController': { args: () => [], use: (tls) => web({ host: 'a.example.com', tls }) },
  'Certificate.fromSecret': { args: () => ['tls'], use: (tls) => store({ tls }) },
  'Certificate.issued': { args: () => [{ issuer: 'ca', kind: 'Issuer' }], use: (tls) => store({ tls }) },
  'Certificate.toString': { on: () => Certificate.fromController(), args: () => [] },
  'Credentials.bind': {
    on: () => Credentials.generated(),
    args: () => [chart(), { name: 'db', image, keys: ['password'] }],
  },
  'Credentials.external': {
    args: () => ['shop/db', { password: 'password', admin: 'admin', encoded: 'encoded', store: 'vault' }],
    use: (credentials) => store({ credentials }),
    also: { '1.store': ['text', 'Vault'] },
  },
  'Credentials.fromSecret': {
    args: () => ['db', 'password', { admin: 'admin' }],
    use: (credentials) => store({ credentials }),
  },
  'Credentials.generated': { args: () => [], use: (credentials) => store({ credentials }) },
};
