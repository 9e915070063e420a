/** Runs short commands of the host. They end with the namespace that this process is the first one of. */
import { spawn } from 'node:child_process';

export interface Said {
  /** The exit code; 128 plus the signal if a signal ended it. */
  readonly status: number;
  readonly output: string;
  readonly timedOut?: boolean;
}

/** Runs a command to its end, with `input` on its standard input. @throws with what it said if it fails */
export function run(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child.once('error', reject);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${output.trim()}\n${input}`.trim()));
    });
  });
}
