/** A memory limit that the kernel enforces, in cgroups of version 1 or 2. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SECOND = '/sys/fs/cgroup/cgroup.controllers';

export class MemoryLimit {
  private readonly second = existsSync(SECOND) && readFileSync(SECOND, 'utf8').includes('memory');
  readonly directory: string;

  constructor(name: string, bytes: number) {
    this.directory = path.join('/sys/fs/cgroup', this.second ? '' : 'memory', name);
    if (this.second) writeFileSync('/sys/fs/cgroup/cgroup.subtree_control', '+memory');
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(path.join(this.directory, this.second ? 'memory.max' : 'memory.limit_in_bytes'), `${bytes}`);
  }

  /**
   * Memory that the kernel cannot take back, in bytes: that of processes, what they share, and its own for them, without the cache of
   * files.
   */
  get used(): number {
    const fields = this.second ? ['anon', 'shmem', 'kernel'] : ['total_rss', 'total_shmem'];
    const sum = fields.reduce((total, name) => total + this.field('memory.stat', name), 0);
    return this.second
      ? sum
      : sum + Number(readFileSync(path.join(this.directory, 'memory.kmem.usage_in_bytes'), 'utf8'));
  }

  /** The number of processes that the kernel has killed because of the limit. */
  get kills(): number {
    return this.field(this.second ? 'memory.events' : 'memory.oom_control', 'oom_kill');
  }

  remove(): void {
    try {
      rmdirSync(this.directory);
    } catch {
      // A process is still ending.
    }
  }

  private field(file: string, name: string): number {
    const text = readFileSync(path.join(this.directory, file), 'utf8');
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  }
}
