import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import { App } from '../../lib/synth/app';
import { build, filesIn, treeSpecs } from '../support/random-tree';

let outdir: string;
beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'output-')), 'dist');
  jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(join(outdir, '..'), { recursive: true });
});

const at = (...path: string[]): string => join(outdir, ...path);
const put = (path: string, text = 'kind: Mine\n'): void => writeFileSync(at(path), text);

/** The app with a ConfigMap in each chart. */
function appOf(
  charts: Readonly<Record<string, string>>,
  type = YamlOutputType.FILE_PER_CHART,
  extension?: string,
): App {
  const app = new App({
    outdir,
    yamlOutputType: type,
    ...(extension === undefined ? {} : { outputFileExtension: extension }),
  });
  for (const [id, value] of Object.entries(charts)) {
    new ApiObject(new Chart(app, id), 'config', { apiVersion: 'v1', kind: 'ConfigMap', data: { value } });
  }
  return app;
}
const synth = (...args: Parameters<typeof appOf>): void => appOf(...args).synth();
const found = (): string[] =>
  Object.keys(filesIn(outdir))
    .filter((path) => path !== '.mainstay')
    .sort();

describe('a synth into the folder of an earlier one', () => {
  it('removes what that one wrote and this one does not, and nothing else', () => {
    synth({ web: '1', api: '1' });
    put('README.md');
    put('hand.k8s.yaml');
    synth({ shop: '1', api: '2' });
    expect(found()).toEqual(['README.md', 'api.k8s.yaml', 'hand.k8s.yaml', 'shop.k8s.yaml']);
    expect(readFileSync(at('api.k8s.yaml'), 'utf8')).toContain('value: "2"');
  });

  it('removes folders that are empty then, and keeps those with files of others', () => {
    const perChart = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    synth({ web: '1', api: '1' }, perChart);
    put(join('api', 'notes.txt'));
    synth({ shop: '1' }, perChart);
    expect(found().filter((path) => !path.includes('ConfigMap'))).toEqual(['api/', 'api/notes.txt', 'shop/']);
  });

  it('does not touch files that stay the same', () => {
    synth({ web: '1' });
    const before = statSync(at('web.k8s.yaml'));
    const record = statSync(at('.mainstay'));
    synth({ web: '1' });
    expect([statSync(at('web.k8s.yaml')).ino, statSync(at('.mainstay')).ino]).toEqual([before.ino, record.ino]);
  });

  it('replaces a file by a folder of the same name, and back', () => {
    const perChart = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    synth({ web: '1' }, YamlOutputType.FILE_PER_CHART, '');
    expect(found()).toEqual(['web']);
    synth({ web: '1' }, perChart, '');
    expect(found()).toEqual(['web/', expect.stringContaining('web/ConfigMap')]);
    synth({ web: '1' }, YamlOutputType.FILE_PER_CHART, '');
    expect(found()).toEqual(['web']);
  });

  it('takes over a file with the same text that it has no record of, such as one from a clone without the record', () => {
    synth({ web: '1', api: '1' });
    rmSync(at('.mainstay'));
    synth({ web: '1' });
    synth({});
    expect(found()).toEqual(['api.k8s.yaml']);
  });

  it('overwrites its own file that was edited', () => {
    synth({ web: '1' });
    put('web.k8s.yaml');
    synth({ web: '1' });
    expect(readFileSync(at('web.k8s.yaml'), 'utf8')).toContain('ConfigMap');
  });

  it('removes its own file when only the line ends changed, as Git does it', () => {
    synth({ web: '1' });
    put('web.k8s.yaml', readFileSync(at('web.k8s.yaml'), 'utf8').replaceAll('\n', '\r\n'));
    synth({ shop: '1' });
    expect(found()).toEqual(['shop.k8s.yaml']);
  });

  it('knows the files of both sides after a conflict of records in Git', () => {
    synth({ web: '1' });
    const one = readFileSync(at('.mainstay'), 'utf8');
    synth({ shop: '1' });
    const other = readFileSync(at('.mainstay'), 'utf8');
    put('.mainstay', `<<<<<<< HEAD\n${one}=======\n${other}>>>>>>> other\n`);
    synth({ api: '1' });
    expect(found()).toEqual(['api.k8s.yaml']);
  });

  it('removes nothing outside of the folder, whatever the record says', () => {
    synth({ web: '1' });
    renameSync(at('web.k8s.yaml'), at('..', 'mine.yaml'));
    const [line = ''] = readFileSync(at('.mainstay'), 'utf8').match(/^\w{64} {2}/m) ?? [];
    put('.mainstay', `${line}../mine.yaml\n${line}${at('..', 'mine.yaml')}\nrubbish\n`);
    synth({ shop: '1' });
    expect(existsSync(at('..', 'mine.yaml'))).toBe(true);
  });

  it('removes nothing that the record names with another content', () => {
    synth({ web: '1' });
    put('mine.yaml');
    const record = readFileSync(at('.mainstay'), 'utf8');
    put('.mainstay', `${record}${'0'.repeat(64)}  mine.yaml\n`);
    expect(() => synth({ web: '1' })).toThrow('must be as it was to be removed, got ');
    expect(found()).toEqual(['mine.yaml', 'web.k8s.yaml']);
  });

  it('follows a link that is the folder itself', () => {
    mkdirSync(at('..', 'real'));
    symlinkSync(at('..', 'real'), outdir);
    synth({ web: '1' });
    synth({ shop: '1' });
    expect(readdirSync(at('..', 'real')).sort()).toEqual(['.mainstay', 'shop.k8s.yaml']);
  });

  it('finishes what a synth began that was killed', () => {
    synth({ web: '1', api: '1' });
    // A process with this id is not there.
    mkdirSync(at('.mainstay-999999999-abcdef'));
    put(join('.mainstay-999999999-abcdef', '0'));
    synth({ web: '1' });
    expect(found()).toEqual(['web.k8s.yaml']);
  });

  it('leaves any folder as a synth into an empty one would make it, with the files of others', () => {
    fc.assert(
      fc.property(treeSpecs, treeSpecs, (before, after) => {
        const made = (spec: typeof before): boolean => {
          try {
            const app = new App({ outdir, yamlOutputType: spec.yamlOutputType });
            build(app, spec);
            app.synth();
            return true;
          } catch {
            return false;
          }
        };
        rmSync(outdir, { recursive: true, force: true });
        if (!made(after)) return;
        const alone = filesIn(outdir);
        rmSync(outdir, { recursive: true, force: true });
        made(before);
        mkdirSync(outdir, { recursive: true });
        put('notes.txt');
        expect(made(after)).toBe(true);
        expect(filesIn(outdir)).toEqual({ ...alone, 'notes.txt': 'kind: Mine\n' });
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe('the record', () => {
  it('is in the form of sha256sum and no file that kubectl reads', () => {
    synth({ web: '1', api: '1' });
    const [heading = '', ...lines] = readFileSync(at('.mainstay'), 'utf8').trimEnd().split('\n');
    expect(heading).toMatch(/^# Written by Mainstay/);
    expect(lines.map((line) => line.replace(/^[0-9a-f]{64} {2}/, ''))).toEqual(['api.k8s.yaml', 'web.k8s.yaml']);
    expect(readdirSync(outdir).filter((name) => name.startsWith('.'))).toEqual(['.mainstay']);
  });
});

describe('synth', () => {
  it('fails when a file that it did not write is in the way, and changes nothing', () => {
    synth({ web: '1' });
    put('shop.k8s.yaml');
    const before = filesIn(outdir);
    expect(() => synth({ shop: '1' })).toThrow(
      `synth must not replace files that it did not write, got ${at('shop.k8s.yaml')}; ` +
        'delete what is no longer needed, or pass another outdir to the App',
    );
    expect(filesIn(outdir)).toEqual(before);
  });

  it.each<[string, () => void]>([
    ['a folder', () => mkdirSync(at('shop.k8s.yaml'))],
    ['a link', () => symlinkSync(at('..'), at('shop.k8s.yaml'))],
  ])('fails when %s is in the way', (_, block) => {
    synth({ web: '1' });
    block();
    if (statSync(at('shop.k8s.yaml')).isDirectory()) writeFileSync(at('shop.k8s.yaml', 'mine'), '');
    expect(() => synth({ shop: '1' })).toThrow('synth must not replace files that it did not write');
    expect(found()).toContain('web.k8s.yaml');
  });

  it('fails when a file has the place of a folder', () => {
    mkdirSync(outdir, { recursive: true });
    put('web');
    expect(() => synth({ web: '1' }, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE)).toThrow(
      `synth must not replace files that it did not write, got ${at('web')};`,
    );
  });

  it('fails when a file that is to go was edited, and changes nothing', () => {
    synth({ web: '1' });
    put('web.k8s.yaml', 'kind: Edited\n');
    const before = filesIn(outdir);
    expect(() => synth({ shop: '1' })).toThrow(
      `a file that synth no longer makes must be as it was to be removed, got ${at('web.k8s.yaml')}; ` +
        'an earlier synth wrote it and it was edited since: delete it, or move it out of the folder',
    );
    expect(filesIn(outdir)).toEqual(before);
  });

  it('fails when two apps that exist at the same time would remove the files of each other', () => {
    const [eu, us] = [appOf({ eu: '1' }), appOf({ us: '1' })];
    eu.synth();
    expect(() => us.synth()).toThrow(
      `two apps must not write to one folder, got ${outdir}; pass { outdir: 'dist/eu' }`,
    );
    expect(found()).toEqual(['eu.k8s.yaml']);
  });

  it('warns when it removes the files of an app of the same program', () => {
    synth({ eu: '1' });
    synth({ us: '1' });
    expect(process.emitWarning).toHaveBeenCalledWith(expect.stringContaining('two apps must not write to one folder'));
  });

  it('leaves the folder as it is when it cannot write', () => {
    if (process.getuid?.() === 0) return;
    synth({ web: '1' });
    const before = filesIn(outdir);
    chmodSync(outdir, 0o500);
    expect(() => synth({ shop: '1' })).toThrow();
    chmodSync(outdir, 0o700);
    expect(filesIn(outdir)).toEqual(before);
  });
});
