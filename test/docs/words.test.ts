import { PublicApi, type PublicName } from './public-api';

jest.setTimeout(60_000);

const OPENING = /^(what|who|where|how|whether|whoever)\b/i;
const INDEFINITE = /\b(somebody|nobody|whoever)\b/i;

/** Docstrings of which a reader has to think twice. */
function unclear(names: readonly PublicName[]): readonly string[] {
  return names.filter(({ text }) => OPENING.test(text) || INDEFINITE.test(text)).map(({ name }) => name);
}

describe('the docstrings of exported names', () => {
  const names = new PublicApi().names();

  it('are found', () => {
    const known = new Set(names.map(({ name }) => name));
    for (const name of ['WebApp', 'WebAppProps.port', 'Port.tcp', 'WebApp.uses', 'Manifests'])
      expect(known).toContain(name);
    expect(names.filter(({ text }) => text !== '').length).toBeGreaterThan(300);
  });

  it('open with a noun or a verb, and name who does something', () => {
    expect(unclear(names)).toEqual([]);
  });

  it.each(['What the Service is called.', 'Whether it runs.', 'The port that somebody opens.'])(
    'fail for: %s',
    (text) => {
      expect(unclear([{ name: 'a', text }])).toEqual(['a']);
    },
  );
});
