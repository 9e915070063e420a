import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type MainstayError, Port, WebApp } from '../../lib';
import { testChart } from '../support/charts';
import { ROOT } from '../support/dist';
import { thrown } from '../support/errors';

const app = (props: object): MainstayError =>
  thrown(() => new WebApp(testChart(), 'web', { image: 'ghcr.io/acme/shop:1.4.2', ...props }));

/** What a program prints that nobody catches. */
function printed(line: string): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'mainstay-errors-'));
  const file = join(directory, 'main.ts');
  writeFileSync(
    file,
    `import { Testing, Chart } from '${ROOT}/node_modules/cdk8s';
import { App, Port, WebApp } from '${ROOT}/lib';
const chart = new Chart(Testing.app(), 'shop');
${line}
Testing.synth(chart);`,
  );
  const run = spawnSync(process.execPath, ['-r', 'ts-node/register', file], { cwd: ROOT, encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  return run.stderr.split('\n').filter((text) => text !== '');
}

describe('an error', () => {
  it('has the parts of its sentence as fields', () => {
    const error = app({ servicePort: 0 });
    expect(error).toMatchObject({
      name: 'MainstayError',
      path: 'shop/web',
      what: 'servicePort must be a whole number from 1 to 65535',
      got: 0,
      fix: 'use 1 or more',
    });
    expect(error.message).toBe(`[${error.path}] ${error.what}, got ${error.got}; ${error.fix}`);
  });

  it('has no path where there is no construct yet', () => {
    expect(thrown(() => Port.tcp(0)).path).toBeUndefined();
  });

  it('says a value whole, whatever stands in it', () => {
    const got = '10.0.0.0/8; 10.1.0.0/16, got lost';
    const error = app({ expose: 'loadBalancer', loadBalancer: { sourceRanges: [got] } });
    expect(error.message).toContain(
      `loadBalancer.sourceRanges: an address range must be in CIDR notation, got ${got}; use`,
    );
    expect(error.got).toBe(got);
  });

  it('shows nothing twice when it is inspected', () => {
    const error = thrown(() => Port.tcp(0));
    expect(inspect(error)).toBe(error.stack);
  });

  it('begins its stack with the line of the program', () => {
    const [, first = ''] = app({ host: 'https://shop' }).stack?.split('\n    at ') ?? [];
    expect(first).toContain(__filename);
  });

  it.each([
    ['in a constructor', "new WebApp(chart, 'web', { image: 'a:1', host: 'https://shop' });"],
    ['in a static factory', 'Port.tcp(0);'],
  ])(
    'prints the line of the program first when nobody catches it: %s',
    (_, line) => {
      const [place = '', source = '', , message, frame] = printed(line);
      expect(place).toMatch(/main\.ts:4$/);
      expect(source.trim()).toBe(line);
      expect(message).toMatch(/^MainstayError: .+, got .+; .+/);
      expect(frame).toMatch(/main\.ts:4:/);
    },
    60_000,
  );

  it('prints no line of the library when a synth fails', () => {
    const wrong = "new Chart(app, 'shop').node.addValidation({ validate: () => ['it is wrong'] });";
    const line = `const app = new App(); ${wrong} app.synth();`;
    const text = printed(line).join('\n');
    expect(text).toContain('[shop] it is wrong');
    expect(text).not.toContain('failApp');
    expect(text).not.toMatch(/lib\/synth/);
    expect(text).toMatch(/at .*main\.ts:4:/);
  }, 60_000);
});
