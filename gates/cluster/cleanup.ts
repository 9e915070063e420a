/** Nothing that is started or written here can outlive this process: every child is ended by its own process group id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const groups = new Set<number>();
const directories = new Set<string>();
const shutdownHandlers = new Set<() => Promise<void>>();
let watchdog: ChildProcess | undefined;
let hooked = false;

/** Ends the processes in the last line once its standard input closes, which also happens when this process is killed. */
const WATCHDOG = `
last=
while IFS= read -r line; do last=$line; done
IFS=$(printf '\\t')
set -f
for item in $last; do
  case $item in
    /*) rm -rf "$item" ;;
    *) kill -9 "-$item" 2>/dev/null ;;
  esac
done`;

function tellWatchdog(): void {
  if (!watchdog) {
    watchdog = spawn('sh', ['-c', WATCHDOG], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    watchdog.stdin?.on('error', () => {});
    watchdog.on('error', () => {});
    watchdog.unref();
    (watchdog.stdin as unknown as { unref(): void }).unref();
  }
  watchdog.stdin?.write(`${[...groups, ...directories].join('\t')}\n`);
}

/** Signals a process group that was started here and tracked. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The process ended by itself.
  }
}

function killEverything(): void {
  for (const pid of groups) killGroup(pid, 'SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

async function shutDown(exitCode: number): Promise<never> {
  const handlers = [...shutdownHandlers];
  await Promise.race([Promise.allSettled(handlers.map((handler) => handler())), sleep(15_000)]);
  process.exit(exitCode);
}

function hookSignals(): void {
  if (hooked) return;
  hooked = true;
  process.on('exit', killEverything);
  for (const [signal, code] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    let seen = false;
    process.on(signal, () => {
      if (seen) process.exit(code);
      seen = true;
      console.error(`\n${signal}: stopping what was started`);
      void shutDown(code);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      console.error(error);
      void shutDown(1);
    });
  }
}

/** Ends `child` and its process group however this process ends. */
export function track(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  hookSignals();
  groups.add(pid);
  tellWatchdog();
  child.once('exit', () => {
    groups.delete(pid);
    tellWatchdog();
  });
}

/** Runs `handler` before this process ends because of a signal or an uncaught error. @returns a function that forgets it */
export function onShutdown(handler: () => Promise<void>): () => void {
  hookSignals();
  shutdownHandlers.add(handler);
  return () => shutdownHandlers.delete(handler);
}

/** Removes `directory` however this process ends. @returns a function that removes it now */
export function removeAtExit(directory: string): () => void {
  hookSignals();
  directories.add(directory);
  tellWatchdog();
  return () => {
    rmSync(directory, { recursive: true, force: true });
    directories.delete(directory);
    tellWatchdog();
  };
}
