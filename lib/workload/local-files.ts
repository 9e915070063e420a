import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { checkArguments, needed, TEXT } from '../checks/kinds';
import { immutableConfigMap } from '../manifest/config-map';
import { contentHash } from '../manifest/content-hash';
import { reserveName } from '../registry/names';
import type { PodSet } from './pod-set';
import { type Volumes, volumeName } from './volumes';

/**
 * Files of this machine, read when the construct is made. Secrets belong in `secretFiles`.
 *
 * @example files: { '/etc/nginx/conf.d': LocalFiles.directory('./nginx') }
 */
export class LocalFiles {
  /** One file. Throws when it cannot be read. */
  static file(path: string): LocalFiles {
    checkArguments('LocalFiles.file', { path }, { path: needed(TEXT) });
    return new LocalFiles(path, false);
  }

  /** A directory with all its files. It hides the directory of the image at that path. Throws when it cannot be read. */
  static directory(path: string): LocalFiles {
    checkArguments('LocalFiles.directory', { path }, { path: needed(TEXT) });
    return new LocalFiles(path, true);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly path: string,
    readonly isDirectory: boolean,
  ) {}
}

interface File {
  /** The path under the mounted directory; empty for a file that is mounted by itself. */
  readonly relative: string;
  readonly content: Buffer;
}

/**
 * Puts files into a ConfigMap and mounts them read-only. The ConfigMap is immutable, with a hash of the files in its name, so a
 * change replaces the pods, and a rollback finds its own files.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
 */
export function configFiles(
  pods: PodSet,
  files: Readonly<Record<string, string | LocalFiles>>,
  volumes: Volumes,
): ConfigMap | undefined {
  const { scope } = pods;
  const mounts = Object.entries(files).map(([path, source]) => ({ path, source, found: read(scope, path, source) }));
  if (mounts.length === 0) return undefined;
  const contents = new Map<string, Buffer>();
  const keyed = mounts.map(({ path, source, found }) => {
    const items = found.map(({ relative, content }) => {
      const key = keyOf(contents, [path.slice(1), relative].filter(Boolean).join('/'));
      contents.set(key, content);
      return { key, path: relative };
    });
    return { path, items, whole: source instanceof LocalFiles && source.isDirectory };
  });
  const map = configMap(pods, contents);
  const alone = keyed
    .filter(({ whole }) => !whole)
    .flatMap(({ items }) => items.map(({ key }) => ({ key, path: key })));
  const shared = alone.length > 0 ? volumes.addVolume('files', { configMap: { name: map.name, items: alone } }) : '';
  for (const { path, items, whole } of keyed) {
    if (!whole) volumes.addMount(shared, path, items[0]?.key);
    else
      volumes.addMount(
        volumes.addVolume(`files-${volumeName(path)}`.slice(0, 63), { configMap: { name: map.name, items } }),
        path,
      );
  }
  return map;
}

function read(scope: Construct, path: string, source: string | LocalFiles): readonly File[] {
  if (typeof source !== 'string' && !(source instanceof LocalFiles)) {
    fail(
      scope,
      `files must have text or LocalFiles for ${path}`,
      source,
      "use LocalFiles.file('./nginx.conf'), for example",
    );
  }
  if (typeof source === 'string') return [{ relative: '', content: Buffer.from(source, 'utf8') }];
  try {
    if (!source.isDirectory) return [{ relative: '', content: readFileSync(source.path) }];
    const names = readdirSync(source.path, { recursive: true, encoding: 'utf8' })
      .map((n) => n.replaceAll('\\', '/'))
      .sort();
    const found = names.filter((relative) => statSync(join(source.path, relative)).isFile());
    if (found.length === 0) fail(scope, `the directory for ${path} must hold a file`, source.path, 'correct its path');
    return found.map((relative) => ({ relative, content: readFileSync(join(source.path, relative)) }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return fail(scope, `files for ${path} must be readable`, `${source.path} (${code})`, 'correct its path');
  }
}

/** Returns a key that shows the path of a file; a hash distinguishes paths with the same key. */
function keyOf(taken: ReadonlyMap<string, unknown>, path: string): string {
  const key = path
    .replaceAll('/', '.')
    .replace(/[^-._a-zA-Z0-9]/g, '_')
    .slice(-240);
  return taken.has(key) || /^\.+$/.test(key) ? `${key}.${contentHash(path)}` : key;
}

function configMap({ scope, name, labels }: PodSet, contents: ReadonlyMap<string, Buffer>): ConfigMap {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, content] of contents) {
    const text = content.toString('utf8');
    if (Buffer.from(text, 'utf8').equals(content)) data[key] = text;
    else binaryData[key] = content.toString('base64');
  }
  return immutableConfigMap(scope, 'Files', {
    name: (hash) => reserveName(scope, 'ConfigMap', `${name.slice(0, 48)}-files-${hash}`),
    labels,
    data,
    binaryData,
    tooLarge: 'put some of the files into the image',
  });
}
