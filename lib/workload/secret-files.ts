import { posix } from 'node:path';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { absolutePath } from '../checks/formats';
import type { JsonObject } from '../manifest/json';
import { namedOutside } from '../relations/named-outside';
import { SecretKey } from '../relations/secret-key';
import { type Volumes, volumeName } from './volumes';

/**
 * Mounts keys of Secrets at the given paths. Whole directories are mounted, because a file that is mounted by
 * itself keeps its old content when the Secret changes.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
 */
export function secretFiles(scope: Construct, files: Readonly<Record<string, SecretKey>>, volumes: Volumes): void {
  const directories = new Map<string, JsonObject[]>();
  for (const [path, source] of Object.entries(files)) {
    if (!(source instanceof SecretKey)) {
      fail(
        scope,
        `secretFiles must have a key of a Secret for ${path}`,
        'something else',
        "use SecretKey.of('…', '…')",
      );
    }
    namedOutside(scope, source);
    const { secret, key, optional } = source;
    const directory = posix.dirname(absolutePath(scope, 'the path of a secret file', path));
    absolutePath(scope, 'the directory of a secret file', directory);
    const sources = directories.get(directory) ?? [];
    directories.set(directory, sources);
    const items = [{ key, path: posix.basename(path) }];
    sources.push({ secret: { name: secret, items, optional: optional || undefined } });
  }
  for (const [directory, sources] of directories) {
    const name = `secret-${volumeName(directory)}`.slice(0, 63);
    volumes.addMount(volumes.addVolume(name, { projected: { defaultMode: 0o440, sources } }), directory);
  }
}
