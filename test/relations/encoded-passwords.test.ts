import { Credentials } from '../../lib';
import { thrown } from '../support/errors';
import { store, variables } from './support';

describe('a password in a URL', () => {
  const given = (encoded?: string) => store({ credentials: Credentials.fromSecret('own', 'pw', { encoded }) });
  const form = ({ password, host }: { password: string; host: string }) =>
    `redis://:${password}@${host}?plain=${password}`;

  it('is the percent-encoded one, also in the usual variables', () => {
    expect(
      variables(given('pw-encoded'), { env: { A: form, B: ({ password, host }) => `${host} ${password}` } }),
    ).toEqual({
      ORDERS_PASSWORD_ENCODED: 'own/pw-encoded',
      ORDERS_PASSWORD: 'own/pw',
      A: 'redis://:$(ORDERS_PASSWORD_ENCODED)@orders-rw?plain=$(ORDERS_PASSWORD_ENCODED)',
      B: 'orders-rw $(ORDERS_PASSWORD)',
    });
    expect(variables(given('pw-encoded'), {})).toMatchObject({
      ORDERS_PASSWORD: 'own/pw',
      ORDERS_PASSWORD_ENCODED: 'own/pw-encoded',
      ORDERS_URL: 'postgresql://orders:$(ORDERS_PASSWORD_ENCODED)@orders-rw:5432/orders',
    });
  });

  it('is the password itself where this needs no encoding', () => {
    expect(variables(given('pw'), {})['ORDERS_URL']).toBe(
      'postgresql://orders:$(ORDERS_PASSWORD)@orders-rw:5432/orders',
    );
  });

  it('is no question where a program takes no URL', () => {
    expect(variables(given(), { env: { PGHOST: ({ host }) => host, PGPASSWORD: ({ password }) => password } })).toEqual(
      {
        PGHOST: 'orders-rw',
        PGPASSWORD: 'own/pw',
      },
    );
    expect(variables(given(), { credentials: 'files' })['ORDERS_URL']).toBe(
      'postgresql://orders@orders-rw:5432/orders',
    );
  });

  const FIX =
    "got key pw of Secret own; name the key that holds it percent-encoded, { encoded: 'pw-encoded' } of Credentials.fromSecret or " +
    "SecretKey.of, or { encoded: 'pw' } if it has only letters, digits and -._~";

  it('fails when nothing says that the URL can hold it', () => {
    expect(thrown(() => variables(given(), { env: { DSN: form } })).message).toBe(
      `[shop/web] DSN is a URL and must hold a secret percent-encoded, ${FIX}`,
    );
    expect(thrown(() => variables(given(), { env: { DSN: ({ url }) => url } })).message).toBe(
      `[shop/web] DSN is a URL and must hold a secret percent-encoded, ${FIX}`,
    );
  });

  it('is missing from the usual variables when nothing says that it can hold the password', () => {
    const { ORDERS_HOST, ORDERS_URL } = variables(given(), {});
    expect([ORDERS_HOST, ORDERS_URL]).toEqual(['orders-rw', undefined]);
  });

  it.each([
    ['in a URL', ({ password }: { password: string }) => `redis://:${encodeURIComponent(password)}@x`],
    ['in Base64', ({ password }: { password: string }) => `Basic ${Buffer.from(`me:${password}`).toString('base64')}`],
  ])('fails when a form encodes the reference %s', (_, encodes) => {
    expect(() => variables(store({}), { env: { DSN: encodes } })).toThrow(
      '[shop/web] DSN must have $(ORDERS_PASSWORD) unchanged, which Kubernetes replaces by the secret, got ',
    );
  });
});
