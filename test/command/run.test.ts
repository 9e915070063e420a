import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv';
import { Yaml } from 'cdk8s';
import { run } from '../../lib/command/run';
import { type Fields, goodApp, main } from '../security-baseline/good-app';
import { SARIF_SCHEMA } from './sarif-schema';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mainstay-command-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Writes manifests to dist/ of the folder, those that are changed and others. */
function dist(change: (app: Fields) => void = () => undefined): void {
  const app: Fields = goodApp();
  change(app);
  mkdirSync(path.join(folder, 'dist'));
  writeFileSync(
    path.join(folder, 'dist', 'shop.k8s.yaml'),
    Object.values(app)
      .map((one) => Yaml.stringify(one))
      .join('---\n'),
  );
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function call(args: readonly string[], { isTTY = false, env = {} as Record<string, string> } = {}): Outcome {
  let [out, error] = ['', ''];
  const stdout = { isTTY, write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (error += text) };
  return { code: run(args, { stdout, stderr, env, cwd: () => folder }), out, error };
}

const noLimit = ({ job }: Fields): void => {
  main(job).resources = { requests: { cpu: '1', memory: '1Gi' } };
};
const WAIVER = { rule: 'memory-limit', object: 'Job/migrate', reason: 'needs what the node has' };
const write = (name: string, value: unknown): void => writeFileSync(path.join(folder, name), JSON.stringify(value));
const sarif = (): Fields => JSON.parse(readFileSync(path.join(folder, 'out.sarif'), 'utf8'));

describe('cdk8s-mainstay verify', () => {
  it('exits with 0 when nothing is found', () => {
    dist();
    expect(call(['verify', 'dist'])).toEqual({ code: 0, out: '0 errors, 0 warnings\n', error: '' });
  });

  it('exits with 1 and prints the object, value, fix and rule of each finding', () => {
    dist(noLimit);
    const { code, out } = call(['verify', 'dist']);
    expect(code).toBe(1);
    expect(out).toBe(
      'error [shop/Job/migrate] container job must have a memory limit, got nothing; set resources.limits.memory (memory-limit)\n' +
        '1 error, 0 warnings\n',
    );
  });

  it('exits with 0 when there are warnings only', () => {
    dist(({ service }) => (service.spec.type = 'NodePort'));
    expect(call(['verify', 'dist'])).toMatchObject({ code: 0, out: expect.stringContaining('0 errors, 1 warning\n') });
  });

  it('judges by the level, version, registries, digests and external objects that are given', () => {
    dist(({ deployment, job }) => {
      main(deployment).env[1].valueFrom.secretKeyRef.name = 'stripe';
      delete main(job).securityContext.capabilities;
    });
    const found = (...args: string[]): string[] =>
      JSON.parse(call(['verify', 'dist', '--format', 'json', ...args]).out).map(({ rule }: Fields) => rule);
    expect(found()).toEqual(['drop-capabilities', 'missing-secret']);
    expect(found('--pod-security', 'baseline', '--external', 'Secret/shop/stripe')).toEqual([]);
    expect(found('--pod-security', 'baseline', '--registry', 'quay.io', '--kubernetes', '1.30')).toContain(
      'image-registry',
    );
    expect(found('--digests')).toContain('image-digest');
  });

  it('leaves out what a file of waivers accepts', () => {
    dist(noLimit);
    write('waivers.json', [WAIVER]);
    expect(call(['verify', 'dist', '--waivers', 'waivers.json'])).toMatchObject({ code: 0 });
  });

  it('colours the severity on a terminal only, and never with NO_COLOR', () => {
    dist(noLimit);
    expect(call(['verify', 'dist'], { isTTY: true }).out).toContain('\u001b[31merror\u001b[0m');
    expect(call(['verify', 'dist'], { isTTY: true, env: { NO_COLOR: '1' } }).out).not.toContain('\u001b');
    expect(call(['verify', 'dist']).out).not.toContain('\u001b');
  });
});

describe('the SARIF file', () => {
  it('has the form of SARIF 2.1.0, with file and line of the object', () => {
    dist(noLimit);
    expect(call(['verify', 'dist', '--sarif', 'out.sarif']).code).toBe(1);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(SARIF_SCHEMA);
    expect([validate(sarif()), validate.errors]).toEqual([true, null]);
    const [result] = sarif().runs[0].results;
    const { physicalLocation, logicalLocations } = result.locations[0];
    const text = readFileSync(path.join(folder, physicalLocation.artifactLocation.uri), 'utf8').split('\n');
    const document = text
      .slice(physicalLocation.region.startLine - 1)
      .join('\n')
      .split('---\n')[0];
    expect(document).toMatch(/kind: Job\nmetadata:\n {2}name: migrate\n/);
    expect(logicalLocations).toEqual([{ fullyQualifiedName: 'shop/Job/migrate', kind: 'resource' }]);
    expect(result).toMatchObject({ ruleId: 'memory-limit', level: 'error' });
    expect(sarif().runs[0].tool.driver.rules[0].properties.tags).toEqual(['security', 'nsa']);
  });

  it('has waivers as suppressions with their reasons, or leaves them out on request', () => {
    dist(noLimit);
    write('waivers.json', [WAIVER]);
    const args = ['verify', 'dist', '--waivers', 'waivers.json', '--sarif', 'out.sarif'];
    expect(call(args).code).toBe(0);
    expect(new Ajv({ strict: false, validateFormats: false }).validate(SARIF_SCHEMA, sarif())).toBe(true);
    expect(sarif().runs[0].results.map(({ suppressions }: Fields) => suppressions)).toEqual([
      [{ kind: 'external', status: 'accepted', justification: WAIVER.reason }],
    ]);
    call([...args, '--no-suppressions']);
    expect(sarif().runs[0].results).toEqual([]);
  });
});

describe('cdk8s-mainstay images', () => {
  it('lists each image once, with the containers that use it', () => {
    dist(({ job }) => (main(job).image = 'ghcr.io/acme/migrate:2'));
    const { code, out } = call(['images', 'dist']);
    expect(code).toBe(0);
    expect(out).toBe(
      'ghcr.io/acme/migrate:2\n  shop/Job/migrate container job\nghcr.io/acme/shop:1.4.2\n  shop/Deployment/web container web\n' +
        '  shop/StatefulSet/store container store\n  shop/CronJob/report container job\n',
    );
  });

  it('lists them as JSON', () => {
    dist();
    expect(JSON.parse(call(['images', 'dist', '--format', 'json']).out)).toEqual([
      { image: 'ghcr.io/acme/shop:1.4.2', usedBy: expect.arrayContaining(['shop/Job/migrate container job']) },
    ]);
  });
});

describe('wrong use exits with 2 and says how to call', () => {
  test.each<[string, string[], string]>([
    ['there is no subcommand', [], 'must be called with a subcommand, got none; use one of images, verify'],
    ['the subcommand is misspelt', ['verfy', 'dist'], 'got verfy; use verify'],
    ['an option is unknown', ['verify', 'dist', '--level', 'x'], "Unknown option '--level'"],
    ['no folder is given', ['verify'], 'a folder of manifests must be given, got nothing; use dist/, for example'],
    ['there is no such folder', ['verify', 'out'], 'the folder of manifests must exist, got out; run cdk8s synth'],
    ['two folders are given', ['images', 'dist', 'out'], 'images takes one folder'],
    [
      'a level is unknown',
      ['verify', 'dist', '--pod-security', 'strict'],
      'use one of restricted, baseline, privileged',
    ],
    ['a version is none', ['verify', 'dist', '--kubernetes', 'new'], 'got new'],
    ['a registry is a URL', ['verify', 'dist', '--registry', 'https://a'], "use a form such as 'ghcr.io/acme'"],
    ['a format is unknown', ['verify', 'dist', '--format', 'xml'], '--format must be known, got xml; use text or json'],
    [
      'an external object has no name',
      ['verify', 'dist', '--external', 'Secret'],
      'use a form such as Secret/shop/stripe',
    ],
    [
      'the file of waivers is missing',
      ['verify', 'dist', '--waivers', 'none.json'],
      '--waivers must be a file with JSON',
    ],
  ])('fails when %s', (_, args, message) => {
    dist();
    const { code, error, out } = call(args);
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain(message);
    expect(error).toContain('Usage:\n  cdk8s-mainstay images FOLDER');
  });

  test.each<[string, string, string]>([
    ['a document is no object', 'kind: Pod\n', 'each document of dist/a.yaml must be a Kubernetes object'],
    ['a document is a text', '---\nhello\n', 'each document of dist/a.yaml must be a Kubernetes object, got hello'],
    ['a file is no YAML', 'a: [1\n', 'each document of dist/a.yaml must be a Kubernetes object'],
  ])('fails when %s', (_, text, message) => {
    mkdirSync(path.join(folder, 'dist'));
    writeFileSync(path.join(folder, 'dist', 'a.yaml'), text);
    expect(call(['verify', 'dist'])).toMatchObject({ code: 2, error: expect.stringContaining(message) });
  });

  it('fails when the folder has no YAML', () => {
    mkdirSync(path.join(folder, 'dist'));
    expect(call(['images', 'dist']).error).toContain('the folder must have YAML files, got dist');
  });
});
