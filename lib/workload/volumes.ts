import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { absolutePath } from '../checks/formats';
import { quantity } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import type { SecretKey } from '../relations/secret-key';

/** The directory of the Secrets that `uses` mounts. */
export const SECRETS = '/run/secrets';

/** The annotation that names the scratch volumes of a pod. */
export const SCRATCH_NAMES = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';

interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly subPath?: string;
}

/** The volumes of a pod with one main container: scratch directories beside the read-only root, and files. */
export class Volumes {
  private readonly sources = new Map<string, () => JsonObject>();
  private readonly all: Mount[] = [];
  private readonly scratchNames: string[] = [];
  private readonly secrets = new Map<string, { readonly secret: string; readonly keys: Set<string> }>();

  constructor(
    private readonly scope: Construct,
    scratch: readonly string[],
    private readonly limit: Size | undefined,
  ) {
    scratch.forEach((path, at) => {
      absolutePath(scope, 'a writable path', path);
      if (scratch.indexOf(path) !== at)
        fail(scope, 'a writable path must be given once', path, 'remove it; /tmp is always writable');
      this.add({ volume: this.scratch(volumeName(path)), path, readOnly: false });
    });
  }

  /** Adds an empty directory, for a container that does not see those of the main one. Returns the name of the volume. */
  scratch(wanted: string): string {
    const sizeLimit = this.limit && quantity(this.limit);
    const name = this.source(wanted, () => ({ emptyDir: { sizeLimit } }));
    this.scratchNames.push(name);
    return name;
  }

  /** Adds a volume for later mounts. Returns its name, which is `wanted` if it is free. */
  addVolume(wanted: string, source: JsonObject): string {
    return this.source(wanted, () => source);
  }

  /** Mounts a volume, or one file of it, so that it can only be read. */
  addMount(volume: string, path: string, subPath?: string): void {
    this.add({
      volume,
      path: absolutePath(this.scope, 'the path of a file', path),
      subPath,
      readOnly: true,
    });
  }

  /** Mounts a volume for files of the program. */
  addVolumeMount(volume: string, path: string, readOnly: boolean): void {
    this.add({ volume, path, readOnly });
  }

  /** Mounts a key of a Secret and returns the path of its file. */
  secretFile(directory: string, { secret, key }: SecretKey): string {
    const path = `${SECRETS}/${directory}`;
    const there = this.secrets.get(directory) ?? { secret, keys: new Set<string>() };
    if (there.secret !== secret) {
      const got = `${there.secret} and ${secret}`;
      fail(this.scope, `${path} must hold one Secret`, got, 'pass the same secret both times');
    }
    there.keys.add(key);
    if (!this.secrets.has(directory)) {
      const items = () => [...there.keys].sort().map((name) => ({ key: name, path: name }));
      const source = () => ({ secret: { defaultMode: 0o440, items: items(), secretName: secret } });
      this.add({ volume: this.source(`secret-${directory}`, source), path, readOnly: true });
    }
    this.secrets.set(directory, there);
    return `${path}/${key}`;
  }

  get podVolumes(): readonly JsonObject[] {
    return [...this.sources].map(([name, source]) => ({ name, ...source() }));
  }

  /** The paths at which the main container has mounts: these and `added`. */
  pathsWith(added: readonly JsonObject[]): readonly string[] {
    return [...new Set([...added.map(pathOf), ...this.all.map(({ path }) => path)])];
  }

  get containerMounts(): readonly JsonObject[] {
    return this.all.map(rendered);
  }

  /**
   * Returns the main container's mounts at the paths, for another container: those in `added` in place of others. Throws when there
   * is none at one of them.
   */
  shared(what: string, paths: readonly string[], added: readonly JsonObject[]): readonly JsonObject[] {
    return paths.map((wanted) => {
      const path = withoutSlash(wanted);
      const own = added.find((mount) => pathOf(mount) === path);
      if (own) return own;
      const mount = this.all.find((other) => other.path === path);
      if (mount) return rendered(mount);
      const known = this.pathsWith(added).join(', ');
      return fail(this.scope, `${what} can share what the main container mounts`, wanted, `use one of ${known}`);
    });
  }

  /** Returns the directories of `secretFile` that hold one of the files, without those at `paths`. */
  secretsOf(files: readonly string[], paths: readonly string[]): readonly JsonObject[] {
    const directories = [...this.secrets.keys()].map((directory) => `${SECRETS}/${directory}`);
    const wanted = directories.filter((path) => files.some((file) => file.startsWith(`${path}/`)));
    return this.all.filter(({ path }) => wanted.includes(path) && !paths.includes(path)).map(rendered);
  }

  /**
   * The annotation that lets the cluster autoscaler drain a node in spite of scratch volumes:
   * https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
   */
  get annotations(): Labels {
    const names = this.scratchNames.join(',');
    return names === '' ? {} : { [SCRATCH_NAMES]: names };
  }

  private source(wanted: string, source: () => JsonObject): string {
    let name = wanted;
    for (let at = 2; this.sources.has(name); at += 1) name = `${wanted.slice(0, 60)}-${at}`;
    this.sources.set(name, source);
    return name;
  }

  /** Adds a mount. Throws on a path inside a read-only volume, and on the same path twice. */
  private add(mount: Mount): void {
    for (const other of this.all) {
      const [inner, outer] = other.path.length > mount.path.length ? [other, mount] : [mount, other];
      const nested = outer.path === inner.path || (outer.readOnly && inner.path.startsWith(`${outer.path}/`));
      if (nested) {
        const got = `${outer.path} and ${inner.path}`;
        const what = 'no path may be mounted at or under one that can only be read, or twice';
        fail(this.scope, what, got, 'move one of the two');
      }
    }
    this.all.push(mount);
  }
}

/** Returns the path of a mount as Mainstay writes it. */
export function pathOf({ mountPath }: JsonObject): string {
  return withoutSlash(`${mountPath}`);
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

function rendered({ volume, path, readOnly, subPath }: Mount): JsonObject {
  return { name: volume, mountPath: path, readOnly: readOnly || undefined, subPath };
}

/** `/var/cache/nginx` → `var-cache-nginx` */
export function volumeName(path: string): string {
  return (
    path
      .slice(1)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 63)
      .replace(/^-+|-+$/g, '') || 'scratch'
  );
}
