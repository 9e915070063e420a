import { posix } from 'node:path';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { absolutePath } from '../checks/formats';
import type { JsonObject } from '../manifest/json';
import { namedOutside } from '../relations/named-outside';
import { type MountedSource, SecretKey } from '../relations/secret-key';
import { csiVolume } from './csi-files';
import { type Volumes, volumeName } from './volumes';

/**
 * Mounts keys of Secrets at the given paths. Whole directories are mounted, because a file that is mounted by
 * itself keeps its old content when the Secret changes.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
 */
export function secretFiles(
  scope: Construct,
  name: string,
  files: Readonly<Record<string, SecretKey>>,
  volumes: Volumes,
): void {
  const directories = new Map<string, JsonObject[]>();
  const mounted = new Map<string, Map<string, MountedSource>>();
  for (const [path, source] of Object.entries(files)) {
    if (!(source instanceof SecretKey)) {
      fail(
        scope,
        `secretFiles must have a key of a Secret for ${path}`,
        'something else',
        "use SecretKey.of('…', '…')",
      );
    }
    const { secret, key, optional } = source;
    const directory = posix.dirname(absolutePath(scope, 'the path of a secret file', path));
    absolutePath(scope, 'the directory of a secret file', directory);
    if (source.mounted) {
      mounted.set(directory, (mounted.get(directory) ?? new Map<string, MountedSource>()).set(path, source.mounted));
      continue;
    }
    namedOutside(scope, source);
    const sources = directories.get(directory) ?? [];
    directories.set(directory, sources);
    const items = [{ key, path: posix.basename(path) }];
    sources.push({ secret: { name: secret, items, optional: optional || undefined } });
  }
  for (const [directory, sources] of directories) {
    mount(volumes, directory, { projected: { defaultMode: 0o440, sources } });
  }
  for (const [directory, some] of mounted) {
    if (directories.has(directory)) {
      const fix = 'put the files of one kind into another directory';
      fail(scope, 'a directory must have files of Secrets or of SecretKey.csi', `both in ${directory}`, fix);
    }
    mount(volumes, directory, csiVolume(scope, name, directory, some));
  }
}

function mount(volumes: Volumes, directory: string, source: JsonObject): void {
  const name = `secret-${volumeName(directory)}`.slice(0, 63);
  volumes.addMount(volumes.addVolume(name, source), directory);
}
