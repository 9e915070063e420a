/** Logs of a pod's containers, and events of the pod. Pods of the same name share their files, one after the other. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export class PodLog {
  constructor(
    private readonly directory: string,
    private readonly pod: string,
  ) {
    mkdirSync(directory, { recursive: true });
  }

  /** The file of one container. */
  of(container: string): string {
    return path.join(this.directory, `${this.pod}.${container}.log`);
  }

  /** Writes down what happens to the pod, with the time. */
  event(text: string): void {
    appendFileSync(this.of('events'), `${new Date().toISOString().slice(11, 23)} ${text}\n`);
  }

  /** Returns the last lines of the files, for messages. */
  lastLines(lines: number): string {
    const files = readdirSync(this.directory).filter((file) => file.startsWith(`${this.pod}.`));
    const end = (file: string): string =>
      readFileSync(path.join(this.directory, file), 'utf8').trim().split('\n').slice(-lines).join('\n');
    return files.map((file) => `${file}: ${end(file)}`).join('\n');
  }
}
