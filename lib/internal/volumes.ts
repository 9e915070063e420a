import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import type { SecretKey } from '../binding';
import { fail } from './errors';
import type { JsonObject } from './json';
import type { Labels } from './labels';
import { quantity } from './quantity';
import { absolutePath } from './validate';

const SECRETS = '/run/secrets';

/** The volumes of a pod with one main container: scratch directories beside the read-only root, and files of Secrets. */
export class Volumes {
  private readonly secrets = new Map<
    string,
    { readonly directory: string; readonly secret: string; readonly keys: Set<string> }
  >();

  constructor(
    private readonly scope: Construct,
    private readonly scratch: readonly string[],
    private readonly limit: Size,
  ) {
    scratch.forEach((path, at) => {
      absolutePath(scope, 'a writable path', path);
      if (scratch.indexOf(path) !== at)
        fail(scope, 'a writable path must be given once', path, 'remove it; /tmp is always writable');
    });
  }

  /** Mounts a key of a Secret and returns the path of its file. */
  secretFile(directory: string, { secret, key }: SecretKey): string {
    const there = this.secrets.get(directory) ?? { directory, secret, keys: new Set<string>() };
    if (there.secret !== secret) {
      fail(
        this.scope,
        `${SECRETS}/${directory} must hold one Secret`,
        `${there.secret} and ${secret}`,
        'pass the same secret both times',
      );
    }
    this.secrets.set(directory, there);
    there.keys.add(key);
    return `${SECRETS}/${directory}/${key}`;
  }

  get volumes(): readonly JsonObject[] {
    const sizeLimit = quantity(this.limit);
    const scratch = this.scratch.map((path) => ({ name: scratchName(path), emptyDir: { sizeLimit } }));
    const secrets = [...this.secrets.values()].map(({ directory, secret, keys }) => ({
      name: `secret-${directory}`,
      secret: { defaultMode: 0o440, items: [...keys].sort().map((key) => ({ key, path: key })), secretName: secret },
    }));
    return [...scratch, ...secrets];
  }

  get mounts(): readonly JsonObject[] {
    const scratch = this.scratch.map((path) => ({ name: scratchName(path), mountPath: path }));
    const secrets = [...this.secrets.keys()].map((directory) => ({
      name: `secret-${directory}`,
      mountPath: `${SECRETS}/${directory}`,
      readOnly: true,
    }));
    return [...scratch, ...secrets];
  }

  /**
   * Scratch volumes must not keep the cluster autoscaler from emptying a node:
   * https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
   */
  get annotations(): Labels {
    const names = this.scratch.map(scratchName).join(',');
    return names === '' ? {} : { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': names };
  }
}

/** `/var/cache/nginx` → `var-cache-nginx` */
function scratchName(path: string): string {
  return (
    path
      .slice(1)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 63)
      .replace(/^-+|-+$/g, '') || 'scratch'
  );
}
