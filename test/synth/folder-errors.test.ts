import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { App } from '../../lib';
import { thrown } from '../support/errors';

let place: string;
beforeEach(() => {
  place = fs.mkdtempSync(join(tmpdir(), 'folder-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(place, { recursive: true });
});

function appAt(outdir: string): App {
  const app = new App({ outdir });
  new ApiObject(new Chart(app, 'shop'), 'config', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });
  return app;
}

describe('synth fails with a fix', () => {
  it.each([
    ['is a file', [], "remove it, or pass another outdir to the App, such as 'dist'"],
    ['is in a file', ['eu', 'west'], 'is a file'],
  ])('when outdir %s', (_, below, fix) => {
    const file = join(place, 'dist');
    fs.writeFileSync(file, 'mine');
    const error = thrown(() => appAt(join(file, ...below)).synth());
    expect(error.message).toContain(`outdir must be a folder, got ${join(file, ...below)}; ${file} is a file`);
    expect(error.fix).toContain(fix);
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  });

  it('when outdir leads to a folder that is not there', () => {
    const link = join(place, 'dist');
    fs.symlinkSync(join(place, 'gone'), link);
    expect(thrown(() => appAt(link).synth()).message).toContain(`outdir must be a folder, got ${link}`);
  });

  it.each([
    ['EACCES', 'synth must have the right to read and write in outdir, got'],
    ['EROFS', 'outdir must be on a file system that can be written, got'],
    ['ENOSPC', 'the disk of outdir must have space, got'],
  ])('when the file system says %s', (code, message) => {
    const outdir = join(place, 'dist');
    jest.spyOn(fs, 'mkdtempSync').mockImplementation(() => {
      throw Object.assign(new Error(code), { code, path: `${outdir}/.mainstay-1` });
    });
    const error = thrown(() => appAt(outdir).synth());
    expect(error.message).toContain(`${message} ${outdir}/.mainstay-1;`);
    expect(error.fix).toContain('outdir');
  });

  it('when this user has no right to write into outdir', () => {
    // Nobody can make a folder there, not even root.
    expect(thrown(() => appAt('/proc/mainstay/dist').synth()).message).toContain('must');
  });
});
