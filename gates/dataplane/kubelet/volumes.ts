/** A pod's volumes as directories of this machine, with the owners and modes that a kubelet gives them. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { dataOf, downward, type PodFacts } from './environment';
import { run } from './shell';
import { type DownwardItem, type FileItem, quantity, type SecurityContext, type Volume } from './spec';

interface File {
  readonly path: string;
  readonly content: Buffer;
  readonly mode: number;
}

function keyed(data: Record<string, Buffer> | undefined, items: readonly FileItem[] | undefined, mode: number): File[] {
  const chosen = items ?? Object.keys(data ?? {}).map((key) => ({ key, path: key, mode: undefined }));
  return chosen.flatMap((item) => {
    const content = data?.[item.key];
    return content ? [{ path: item.path, content, mode: item.mode ?? mode }] : [];
  });
}

function described(pod: PodFacts, items: readonly DownwardItem[], mode: number): File[] {
  return items.map((item) => ({
    path: item.path,
    content: Buffer.from(downward(pod, '', item)),
    mode: item.mode ?? mode,
  }));
}

function filesOf(pod: PodFacts, volume: Volume): File[] {
  const { configMap, secret, downwardAPI, projected } = volume;
  const mode = (configMap ?? secret ?? downwardAPI ?? projected)?.defaultMode ?? 0o644;
  if (configMap) return keyed(dataOf(pod, 'ConfigMap', configMap.name, configMap.optional), configMap.items, mode);
  if (secret) return keyed(dataOf(pod, 'Secret', secret.secretName, secret.optional), secret.items, mode);
  if (downwardAPI) return described(pod, downwardAPI.items, mode);
  return (projected?.sources ?? []).flatMap((source) => [
    ...(source.configMap
      ? keyed(dataOf(pod, 'ConfigMap', source.configMap.name, source.configMap.optional), source.configMap.items, mode)
      : []),
    ...(source.secret
      ? keyed(dataOf(pod, 'Secret', source.secret.name, source.secret.optional), source.secret.items, mode)
      : []),
    ...(source.downwardAPI ? described(pod, source.downwardAPI.items, mode) : []),
    ...(source.serviceAccountToken
      ? [{ path: source.serviceAccountToken.path, content: Buffer.from('no API server here'), mode }]
      : []),
  ]);
}

let written = 0;

/** Writes files to a hidden directory behind a link that is replaced at once, as the kubelet's atomic writer does. */
function write(directory: string, files: readonly File[], group: number | undefined): void {
  written += 1;
  const hidden = path.join(directory, `..2026_01_01_00_00_00.${`${written}`.padStart(9, '0')}`);
  mkdirSync(hidden, { recursive: true, mode: 0o755 });
  for (const file of files) {
    const at = path.join(hidden, file.path);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, file.content);
    if (group !== undefined) chownSync(at, 0, group);
    chmodSync(at, group === undefined ? file.mode : file.mode | 0o440);
  }
  const data = path.join(directory, '..data');
  const before = existsSync(data) ? readlinkSync(data) : undefined;
  symlinkSync(path.basename(hidden), `${data}_tmp`);
  renameSync(`${data}_tmp`, data);
  if (before) rmSync(path.join(directory, before), { recursive: true });
  for (const top of new Set(files.map((file) => file.path.split('/')[0] ?? ''))) {
    const link = path.join(directory, top);
    if (!existsSync(link)) symlinkSync(path.join('..data', top), link);
  }
}

/** https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#configure-volume-permission-and-ownership-change-policy-for-pods */
function giveTo(at: string, group: number): void {
  const stat = lstatSync(at);
  if (stat.isSymbolicLink()) return;
  chownSync(at, stat.uid, group);
  chmodSync(at, stat.mode | (stat.isDirectory() ? 0o2770 : 0o660));
  if (stat.isDirectory()) for (const name of readdirSync(at)) giveTo(path.join(at, name), group);
}

/** Directories of a pod's volumes, by their names. */
export class Volumes {
  private readonly mounted: string[] = [];
  readonly paths = new Map<string, string>();

  private constructor(private readonly directory: string) {}

  /** Makes all volumes of a pod. @throws NotYet when an object that one is made of is missing */
  static async prepare(
    directory: string,
    pod: PodFacts,
    volumes: readonly Volume[],
    security: SecurityContext | undefined,
    claim: (name: string) => string,
  ): Promise<Volumes> {
    const made = new Volumes(directory);
    const contents = volumes.map((volume) => ({ volume, files: filesOf(pod, volume) }));
    for (const { volume, files } of contents) {
      if (volume.persistentVolumeClaim) {
        const at = claim(volume.persistentVolumeClaim.claimName);
        if (security?.fsGroup !== undefined) giveTo(at, security.fsGroup);
        made.paths.set(volume.name, at);
        continue;
      }
      const at = path.join(directory, volume.name);
      made.paths.set(volume.name, at);
      mkdirSync(at, { recursive: true });
      if (!volume.emptyDir) {
        write(at, files, security?.fsGroup);
        continue;
      }
      if (volume.emptyDir.medium === 'Memory') await made.memory(at, volume.emptyDir.sizeLimit);
      chmodSync(at, 0o777);
      if (security?.fsGroup !== undefined) giveTo(at, security.fsGroup);
    }
    return made;
  }

  /** Brings files up to date whose ConfigMap or Secret has changed. */
  refresh(pod: PodFacts, volumes: readonly Volume[], security: SecurityContext | undefined): void {
    for (const volume of volumes) {
      const at = this.paths.get(volume.name);
      if (at && !volume.emptyDir && !volume.persistentVolumeClaim) write(at, filesOf(pod, volume), security?.fsGroup);
    }
  }

  private async memory(at: string, sizeLimit: string | undefined): Promise<void> {
    const size = sizeLimit === undefined ? [] : [`size=${quantity(sizeLimit)}`];
    await run('mount', ['-t', 'tmpfs', '-o', ['nosuid', 'nodev', ...size].join(','), 'tmpfs', at]);
    this.mounted.push(at);
  }

  /** Removes all but the claims. */
  async remove(): Promise<void> {
    for (const at of this.mounted) await run('umount', ['-l', at]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
