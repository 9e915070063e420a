import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalFiles, SecretKey, type WebAppProps } from '../../lib';
import { find, names } from '../support/charts';
import { expectFailure, mainOf, misfits, podSpecOf, web } from './support';

describe('the files of a WebApp', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'mainstay-files-'));
    mkdirSync(path.join(directory, 'site', 'css'), { recursive: true });
    mkdirSync(path.join(directory, 'empty'));
    writeFileSync(path.join(directory, 'site', 'index.html'), '<h1>Shop</h1>');
    writeFileSync(path.join(directory, 'site', 'css', 'a.css'), 'h1 {}');
    writeFileSync(path.join(directory, 'logo.png'), Buffer.from([0x89, 0x50, 0xff]));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('are mounted read-only from an immutable ConfigMap', () => {
    const props = { files: { '/etc/shop/config.yaml': 'mode: fast\n' } };
    const map = find(web(props), 'ConfigMap');
    expect(map).toMatchObject({ immutable: true, data: { 'etc.shop.config.yaml': 'mode: fast\n' } });
    expect(mainOf(props)['volumeMounts']).toContainEqual({
      mountPath: '/etc/shop/config.yaml',
      name: 'files',
      readOnly: true,
      subPath: 'etc.shop.config.yaml',
    });
    expect(misfits(web(props))).toEqual([]);
  });

  it('replace the pods when they change, and only then', () => {
    const named = (text: string) => names(web({ files: { '/etc/a': text } }), 'ConfigMap')[0];
    expect(named('1')).toMatch(/^web-files-[0-9a-f]{8}$/);
    expect(named('1')).toBe(named('1'));
    expect(named('1')).not.toBe(named('2'));
    const { volumes } = podSpecOf({ files: { '/etc/a': '1' } });
    expect(volumes).toContainEqual({
      name: 'files',
      configMap: { name: named('1'), items: [{ key: 'etc.a', path: 'etc.a' }] },
    });
  });

  it('can be a directory of this machine, with what is below it, and what is no text', () => {
    const props: Partial<WebAppProps> = {
      files: {
        '/usr/share/nginx/html': LocalFiles.directory(path.join(directory, 'site')),
        '/usr/share/logo.png': LocalFiles.file(path.join(directory, 'logo.png')),
      },
    };
    const { data, binaryData, metadata } = find(web(props), 'ConfigMap');
    expect(Object.values(data)).toEqual(['h1 {}', '<h1>Shop</h1>']);
    expect(binaryData).toEqual({ 'usr.share.logo.png': Buffer.from([0x89, 0x50, 0xff]).toString('base64') });
    expect(podSpecOf(props)['volumes']).toContainEqual({
      name: 'files-usr-share-nginx-html',
      configMap: {
        name: metadata.name,
        items: [
          { key: 'usr.share.nginx.html.css.a.css', path: 'css/a.css' },
          { key: 'usr.share.nginx.html.index.html', path: 'index.html' },
        ],
      },
    });
    expect(misfits(web(props))).toEqual([]);
  });

  it('do not get lost when their paths have the same key', () => {
    const { data } = find(web({ files: { '/etc/a/b': '1', '/etc/a.b': '2' } }), 'ConfigMap');
    expect(Object.values(data).sort()).toEqual(['1', '2']);
  });

  it('can be keys of Secrets, mounted by directory so that they stay up to date', () => {
    const props = {
      secretFiles: { '/etc/tls/tls.key': SecretKey.of('cert', 'key'), '/etc/tls/ca.crt': SecretKey.of('ca', 'crt') },
    };
    expect(mainOf(props)['volumeMounts']).toContainEqual({
      mountPath: '/etc/tls',
      name: 'secret-etc-tls',
      readOnly: true,
    });
    expect(podSpecOf(props)['volumes']).toContainEqual({
      name: 'secret-etc-tls',
      projected: {
        defaultMode: 0o440,
        sources: [
          { secret: { items: [{ key: 'key', path: 'tls.key' }], name: 'cert' } },
          { secret: { items: [{ key: 'crt', path: 'ca.crt' }], name: 'ca' } },
        ],
      },
    });
    expect(misfits(web(props))).toEqual([]);
  });

  it('may stand in a directory that is writable', () => {
    expect(misfits(web({ writable: ['/data'], files: { '/data/seed.sql': 'select 1' } }))).toEqual([]);
  });

  it('have volumes of their own, whatever their paths', () => {
    const names = podSpecOf({ writable: ['/a/b', '/a-b', '/files'], files: { '/x': '' } })['volumes'];
    const all = names.map((volume: { name: string }) => volume.name);
    expect(new Set(all).size).toBe(all.length);
  });

  const key = SecretKey.of('cert', 'key');
  it.each<[string, () => Partial<WebAppProps>, RegExp]>([
    [
      'a writable path is under a file',
      () => ({ writable: ['/etc/a/b'], files: { '/etc/a': '' } }),
      /got \/etc\/a and \/etc\/a\/b/,
    ],
    [
      'a writable path is a file',
      () => ({ writable: ['/a'], files: { '/a': '' } }),
      /no path may be mounted at or under/,
    ],
    [
      'a file is among secret files',
      () => ({ secretFiles: { '/e/k': key }, files: { '/e/a': '' } }),
      /got \/e and \/e\/a/,
    ],
    [
      'the path of a file is relative',
      () => ({ files: { 'etc/a': '' } }),
      /the path of a file must be an absolute path/,
    ],
    [
      'a secret file is in the root',
      () => ({ secretFiles: { '/key': key } }),
      /the directory of a secret file must be/,
    ],
    [
      'a file is not there',
      () => ({ files: { '/a': LocalFiles.file('nowhere') } }),
      /files for \/a must be readable, got nowhere \(ENOENT\)/,
    ],
    [
      'a directory is empty',
      () => ({ files: { '/a': LocalFiles.directory(path.join(directory, 'empty')) } }),
      /must hold a file/,
    ],
    [
      'files are too large',
      () => ({ files: { '/a': 'x'.repeat(2 ** 20) } }),
      /ConfigMap web-files-[0-9a-f]{8} must fit into the annotation of kubectl apply, 262144 bytes as JSON, got 1049175 bytes; put some/,
    ],
  ])('fail when %s', (_, props, message) => expectFailure(props(), message));
});
