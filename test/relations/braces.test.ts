import { WebApp, type WebAppProps } from '../../lib';
import { containerOf, find, testChart } from '../support/charts';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/app:1.0.0';

function container(props: Partial<WebAppProps>) {
  const chart = testChart();
  new WebApp(chart, 'web', { image, ...props });
  return containerOf(find(chart, 'Deployment', 'web'));
}

const WHAT = 'must refer to others as Kubernetes does, got';

describe('a reference in the form of Docker Compose', () => {
  it.each([
    ['http://${HOST}/', '${HOST}', 'use $(HOST), or write $${HOST} for the text itself'],
    ['http://$HOST:80', '$HOST', 'use $(HOST), or write $$HOST for the text itself'],
    ['$$${HOST}', '${HOST}', 'use $(HOST), or write $${HOST} for the text itself'],
    ['${PORT:-80}', '${PORT:-80}', 'set PORT and use $(PORT), or write $${PORT:-80} for the text itself'],
    [
      '${PORT:?no port}',
      '${PORT:?no port}',
      'set PORT and use $(PORT), or write $${PORT:?no port} for the text itself',
    ],
    ['${HOST-x}', '${HOST-x}', 'set HOST and use $(HOST), or write $${HOST-x} for the text itself'],
    ['a:${URL}', '${URL}', 'write its value out, or write $${URL} for the text itself'],
  ])('fails when a variable is %s', (URL, token, fix) => {
    const { message } = thrown(() => container({ env: { HOST: 'api', URL } }));
    expect(message).toBe(`[shop/web] environment variable URL ${WHAT} ${token}; ${fix}`);
  });

  it('fails when it is in a variable of an init container or a sidecar', () => {
    const extra = { name: 'extra', image, env: { URL: 'http://${HOST}' } };
    for (const props of [{ initContainers: [extra] }, { sidecars: [extra] }]) {
      expect(thrown(() => container({ env: { HOST: 'api' }, ...props })).message).toContain(`${WHAT} \${HOST}`);
    }
  });

  it.each([
    '$${HOST}',
    '$$HOST',
    '${NOPE}',
    '${date:HH:mm}',
    '${nope:-x}',
    '${HOST:x}',
    '$1',
    'a$',
    '$(HOST)',
    '$2b$10$x',
  ])('is not %s, which a program may mean', (TEXT) => {
    expect(container({ env: { HOST: 'api', TEXT } })['env']).toContainEqual({ name: 'TEXT', value: TEXT });
  });

  it('is right in a script, which a shell reads', () => {
    const args = ['-c', 'curl "http://${HOST}:${PORT:-80}/$HOST"'];
    expect(container({ env: { HOST: 'api' }, command: ['sh'], args })['args']).toEqual(args);
  });
});
