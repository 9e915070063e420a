/** The name server as a process of its own: names must be answered at once, whatever the kubelet is busy with. */
import { type ChildProcess, fork } from 'node:child_process';
import os from 'node:os';
import { serveNames } from './dns';

/** Name → addresses, in full. */
export type Names = Readonly<Record<string, readonly string[]>>;

const FIRST = -15;

/** Starts the process. @returns a function that sends it other names */
export async function startNameServer(): Promise<(names: Names) => void> {
  const child: ChildProcess = fork(__filename, { execArgv: ['-r', 'ts-node/register'] });
  await new Promise<void>((resolve) => child.once('message', () => resolve()));
  return (names) => child.send(names);
}

async function serve(): Promise<void> {
  os.setPriority(FIRST);
  let names: Names = {};
  let turn = 0;
  process.on('message', (told: Names) => {
    names = told;
  });
  process.on('disconnect', () => process.exit(0));
  await serveNames((name) => {
    const found = names[name];
    if (!found || found.length < 2) return found;
    turn += 1;
    const first = turn % found.length;
    return [...found.slice(first), ...found.slice(0, first)];
  });
  process.send?.('ready');
}

if (require.main === module) void serve();
