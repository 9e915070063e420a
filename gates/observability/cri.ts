import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { KnownPod } from './api-server';

/** The files that the kubelet keeps for a container: https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation */
const KEPT = 5;

/** The log of one container, in the format of the container runtime and with the rotation of the kubelet. */
export class ContainerLog {
  private readonly directory: string;
  private rotations = 0;

  constructor(
    root: string,
    readonly pod: KnownPod,
    readonly container: string,
    private readonly largest: number,
  ) {
    this.directory = path.join(root, `${pod.namespace}_${pod.name}_${pod.uid}`, container);
    mkdirSync(this.directory, { recursive: true });
  }

  /** Writes lines. `P` stands before parts of a line that the runtime has cut, `F` before the last one. */
  write(lines: readonly string[], tag: 'F' | 'P' = 'F'): void {
    const time = new Date().toISOString().replace('Z', '000000Z');
    appendFileSync(this.file, lines.map((line) => `${time} stdout ${tag} ${line}\n`).join(''));
    if (statSync(this.file).size >= this.largest) this.rotate();
  }

  private get file(): string {
    return path.join(this.directory, '0.log');
  }

  /** Compresses what was rotated before, deletes the oldest, and renames the current file. */
  private rotate(): void {
    const rotated = readdirSync(this.directory)
      .filter((name) => name.startsWith('0.log.'))
      .sort();
    for (const name of rotated.filter((one) => !one.endsWith('.gz'))) {
      const old = path.join(this.directory, name);
      writeFileSync(`${old}.tmp`, gzipSync(readFileSync(old)));
      renameSync(`${old}.tmp`, `${old}.gz`);
      rmSync(old);
    }
    for (const name of rotated.slice(0, Math.max(0, rotated.length - KEPT + 2))) {
      for (const file of [name, `${name}.gz`])
        if (existsSync(path.join(this.directory, file))) rmSync(path.join(this.directory, file));
    }
    this.rotations += 1;
    const digits = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
    renameSync(this.file, path.join(this.directory, `0.log.${digits}${String(this.rotations % 100).padStart(2, '0')}`));
  }
}
