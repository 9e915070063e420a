import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesOf, ROOT } from '../support/dist';

jest.setTimeout(60_000);

const MANIFEST = "{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }";

describe('npm run synth', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), 'mainstay-synth-test-'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(project, 'node_modules'));
    writeFileSync(path.join(project, 'cdk8s.yaml'), 'language: typescript\napp: node -r ts-node/register main.ts\n');
    writeFileSync(path.join(project, 'tsconfig.json'), '{ "ts-node": { "swc": true } }');
    mkdirSync(path.join(project, 'dist'));
    writeFileSync(path.join(project, 'dist', 'gone.k8s.yaml'), 'kind: Old\n');
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  function synth(statement: string, ...options: string[]) {
    const app = [
      "import { ApiObject, App, Chart } from 'cdk8s';",
      'const app = new App();',
      "const c = new Chart(app, 'c');",
    ];
    writeFileSync(path.join(project, 'main.ts'), [...app, `new ApiObject(c, 'x', ${MANIFEST});`, statement].join('\n'));
    const script = path.join(ROOT, 'scripts', 'synth.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...options], {
      cwd: project,
      encoding: 'utf8',
    });
    return { status, stdout, stderr, dist: filesOf(path.join(project, 'dist')) };
  }

  it('replaces the manifests, those of charts that are gone too, and says nothing but their names', () => {
    const { status, stdout, stderr, dist } = synth('app.synth();');
    expect({ status, stderr, files: Object.keys(dist) }).toEqual({ status: 0, stderr: '', files: ['c.k8s.yaml'] });
    expect(stdout).toBe('Synthesizing application\n  - dist/c.k8s.yaml\n');
  });

  it('fails when the app throws, with its message and its own lines only, and leaves the last manifests', () => {
    const { status, stderr, dist } = synth("throw new Error('c/web: replicas must be odd, got 4; use 3 or 5');");
    expect(Object.keys(dist)).toEqual(['gone.k8s.yaml']);
    expect(status).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'Error: c/web: replicas must be odd, got 4; use 3 or 5',
      expect.stringMatching(/^ {4}at .*main\.ts:5:\d+\)$/),
      'synthesis failed; dist is unchanged',
      '',
    ]);
  });

  it('writes to stdout or to another folder when told so, and then leaves dist/', () => {
    const printed = synth('app.synth();', '--stdout');
    expect(printed.stdout).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n');
    const moved = synth('app.synth();', '-o', 'out');
    expect(Object.keys(filesOf(path.join(project, 'out')))).toEqual(['c.k8s.yaml']);
    expect([printed.dist, moved.dist]).toEqual([printed.dist, printed.dist]);
    expect(Object.keys(moved.dist)).toEqual(['gone.k8s.yaml']);
  });
});
