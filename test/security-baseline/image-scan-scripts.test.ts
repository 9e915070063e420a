import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '../../lib/security-baseline/scanning/scripts');
const WEB = 'ghcr.io/acme/web:1.0.0';
const API = 'ghcr.io/acme/api:2.0.0';

/** A Trivy that writes down its arguments, cannot read images of a registry that is down, and finds something in what `BAD` names. */
const TRIVY = `#!/bin/sh
echo "$*" >>"$HOME/calls"
cat >/dev/null
for last; do :; done
case "$1 $*" in
  *download-db-only*) [ ! -e "$HOME/offline" ] ;;
  image*down.example.com*) exit 1 ;;
  image*) while [ "$1" != --output ]; do shift; done; echo "parts of $last" >"$2" ;;
  sbom*) [ -s "$last" ] || exit 1; grep -q "$BAD" "$last" || exit 0; exit "\${CODE:-10}" ;;
esac
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mainstay-scan-'));
  for (const name of ['bin', 'cache']) mkdirSync(join(home, name));
  writeFileSync(join(home, 'bin/trivy'), TRIVY);
  chmodSync(join(home, 'bin/trivy'), 0o755);
  images({ web: WEB, api: API });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function images(all: Readonly<Record<string, string>>): void {
  const lines = Object.entries(all).map(([file, image]) => `${file} ${image}\n`);
  writeFileSync(join(home, 'images'), lines.join(''));
}

function run(step: string, more: Readonly<Record<string, string>> = {}): { status: number | null; stdout: string } {
  const cache = join(home, 'cache');
  const env = {
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
    HOME: home,
    BAD: 'nothing',
    FOUND: join(cache, 'found'),
    IGNORED: '/scan/ignored.yaml',
    IMAGES: join(home, 'images'),
    SBOMS: join(cache, 'sboms'),
    SEVERITIES: 'HIGH,CRITICAL',
    TMPDIR: join(cache, 'tmp'),
    ...more,
  };
  const { status, stdout } = spawnSync('sh', [join(SCRIPTS, `${step}.sh`)], { encoding: 'utf8', env });
  return { status, stdout };
}

const calls = (): string[] => readFileSync(join(home, 'calls'), 'utf8').trim().split('\n');
const lists = (): string[] => readdirSync(join(home, 'cache/sboms')).sort();

describe('the step database', () => {
  it('gets the newest database, and takes away what a stopped run has left', () => {
    mkdirSync(join(home, 'cache/tmp'));
    writeFileSync(join(home, 'cache/tmp/layer'), 'x');
    expect(run('database').status).toBe(0);
    expect(calls()).toEqual(['image --download-db-only']);
    expect(readdirSync(join(home, 'cache/tmp'))).toEqual([]);
  });

  it('fails when the database cannot be had', () => {
    writeFileSync(join(home, 'offline'), '');
    expect(run('database').status).not.toBe(0);
  });
});

describe('the step list', () => {
  it('writes a CycloneDX file for each image, from the registry alone', () => {
    expect(run('list').status).toBe(0);
    expect(lists()).toEqual(['api.cdx.json', 'web.cdx.json']);
    expect(calls()[0]).toMatch(
      /^image --image-src remote --format cyclonedx --output .*web\.cdx\.json ghcr\.io\/acme\/web:1\.0\.0$/,
    );
  });

  it('keeps no file of an image that the app has no more', () => {
    run('list');
    images({ web: WEB });
    run('list');
    expect(lists()).toEqual(['web.cdx.json']);
  });

  it('fails when a registry is down, after it has tried the others, and keeps the files of the run before', () => {
    run('list');
    images({ old: 'down.example.com/old:1.0.0', web: WEB });
    const { status, stdout } = run('list');
    expect(status).toBe(1);
    expect(stdout).toContain('could not read down.example.com/old:1.0.0');
    expect(calls().at(-1)).toContain(WEB);
    expect(lists()).toEqual(['api.cdx.json', 'web.cdx.json']);
  });
});

describe('the steps look and judge', () => {
  const both = (more: Readonly<Record<string, string>>) => [run('look', more), run('judge', more)] as const;
  beforeEach(() => run('list'));

  it('find nothing, and the run succeeds', () => {
    const [look, judge] = both({ BAD: 'nothing' });
    expect([look.status, judge.status]).toEqual([0, 0]);
    expect(judge.stdout).toContain('no image has a vulnerability (HIGH,CRITICAL)');
  });

  it('look for what can be mended, of the severities, without what is ignored', () => {
    run('look');
    expect(calls().at(-1)).toMatch(
      /^sbom --skip-db-update --ignore-unfixed --severity HIGH,CRITICAL --ignorefile \/scan\/ignored\.yaml --exit-code 10 .*api\.cdx\.json$/,
    );
  });

  it('look at all images, and the run fails with the names of those that are bad', () => {
    const [look, judge] = both({ BAD: WEB });
    expect(look.status).toBe(0);
    expect(judge.status).toBe(1);
    expect(judge.stdout).toContain(`${WEB}\n`);
    expect(judge.stdout).not.toContain(API);
  });

  it('forget what the run before has found', () => {
    both({ BAD: WEB });
    expect(both({ BAD: 'nothing' })[1].status).toBe(0);
  });

  it('fail when Trivy itself fails, which is no finding', () => {
    const { status, stdout } = run('look', { BAD: WEB, CODE: '2' });
    expect(status).toBe(1);
    expect(stdout).toContain(`could not look at ${WEB}: trivy ended with 2`);
    expect(existsSync(join(home, 'cache/found'))).toBe(true);
    expect(readFileSync(join(home, 'cache/found'), 'utf8')).toBe('');
  });
});
