/** Keeps one container of a pod: starts it, probes it, starts it again, ends it. */
import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bundle, type Image, processOf, type Sandbox } from './bundle';
import { NotYet } from './environment';
import { Life } from './life';
import { act, type Target, watch } from './probes';
import type { Said } from './shell';
import type { Container } from './spec';
import { BackOff, noticeExit } from './timing';

/** Instructions of a pod for a keeper. */
export interface Keep {
  /** Unique on the node. */
  readonly id: string;
  readonly directory: string;
  readonly log: string;
  readonly address: string;
  readonly sandbox: Sandbox;
  readonly image: Image;
  readonly graceSeconds: number;
  readonly env: () => Record<string, string>;
  /** True to start again after an exit with this code. */
  readonly again: (status: number) => boolean;
  readonly changed: () => void;
}

export class Keeper {
  readonly backOff = new BackOff();
  /** Reason why it does not run, in the kubelet's words. */
  waiting: string | undefined;
  started = false;
  ready = false;
  restarts = 0;
  life: Life | undefined;
  private lives = 0;
  private ending = false;
  private readonly done: Promise<number>;
  private interrupt: () => void = () => {};

  constructor(
    readonly spec: Container,
    private readonly keep: Keep,
  ) {
    this.done = this.loop();
  }

  /** The exit code of a container that is not started again. */
  get finished(): Promise<number> {
    return this.done;
  }

  /** Writes a line into the container's log, as `kubectl describe` would show it among events. */
  note(text: string): void {
    appendFileSync(this.keep.log, `${new Date().toISOString().slice(11, 23)} -- ${text}\n`);
  }

  private async pause(ms: number): Promise<void> {
    const stop = new AbortController();
    const interrupted = new Promise<void>((resolve) => {
      this.interrupt = resolve;
    });
    await Promise.race([sleep(ms, undefined, { signal: stop.signal }).catch(() => {}), interrupted]);
    stop.abort();
  }

  private async loop(): Promise<number> {
    let status = 0;
    while (!this.ending) {
      try {
        await this.live();
      } catch (error) {
        if (!(error instanceof NotYet)) this.note(`cannot be made: ${error instanceof Error ? error.message : error}`);
        this.say(`CreateContainerConfigError: ${error instanceof Error ? error.message : error}`);
        await this.pause(1_000);
        continue;
      }
      if (!this.life) continue;
      status = await this.life.exited;
      const ran = Date.now() - this.life.startedAt;
      this.note(`ended with ${status} after ${(ran / 1000).toFixed(1)} s`);
      this.started = false;
      this.ready = false;
      this.keep.changed();
      await this.life.bury();
      if (this.ending || !this.keep.again(status)) break;
      const wait = this.backOff.next(ran);
      this.say(wait > 0 ? `CrashLoopBackOff: ${wait / 1000} s` : undefined);
      await this.pause(wait + noticeExit());
      this.restarts += 1;
    }
    return status;
  }

  private say(waiting: string | undefined): void {
    if (waiting !== undefined && waiting !== this.waiting) this.note(waiting);
    this.waiting = waiting;
  }

  private async live(): Promise<void> {
    const { keep, spec } = this;
    this.lives += 1;
    const directory = path.join(keep.directory, `${this.lives}`);
    mkdirSync(directory, { recursive: true });
    const process = processOf(spec, keep.sandbox, keep.image, keep.env());
    const bundle = await Bundle.make(directory, spec, keep.sandbox, keep.image, process);
    const log = openSync(keep.log, 'a');
    this.life = new Life(`${keep.id}-${this.lives}`, bundle, process, log);
    closeSync(log);
    await this.life.begun();
    this.say(undefined);
    void this.probe(this.life);
  }

  /** Target of probes and hooks. */
  private target(life: Life): Target {
    const port = (name: string | number): number =>
      typeof name === 'number' ? name : (this.spec.ports?.find((one) => one.name === name)?.containerPort ?? 0);
    return { life, address: this.keep.address, port };
  }

  private async probe(life: Life): Promise<void> {
    const { startupProbe, readinessProbe, livenessProbe, lifecycle } = this.spec;
    const target = this.target(life);
    if (lifecycle?.postStart) {
      const { ok, output } = await act(lifecycle.postStart, target, this.keep.graceSeconds);
      if (!ok) return this.give(life, `postStart failed: ${output}`);
    }
    const begin = (): void => {
      if (this.life !== life || !life.running) return;
      this.started = true;
      this.ready = !readinessProbe;
      this.keep.changed();
      if (readinessProbe) {
        void watch(readinessProbe, target, (ok, output) => {
          if (this.ending && ok) return;
          if (!ok) this.note(`not ready: ${output.trim().slice(0, 300)}`);
          this.ready = ok;
          this.keep.changed();
        });
      }
      if (livenessProbe) {
        const grace = livenessProbe.terminationGracePeriodSeconds;
        void watch(livenessProbe, target, (ok, output) => {
          if (!ok && !this.ending) void this.give(life, `liveness probe failed: ${output.trim().slice(0, 300)}`, grace);
        });
      }
    };
    if (!startupProbe) return begin();
    await watch(startupProbe, target, (ok, output) => {
      if (ok && !this.started) begin();
      else if (!ok && !this.started) void this.give(life, `startup probe failed: ${output.trim().slice(0, 300)}`);
    });
  }

  /** Ends a failed life; another follows. */
  private async give(life: Life, why: string, graceSeconds = this.keep.graceSeconds): Promise<void> {
    this.note(why);
    await this.end(life, Date.now() + graceSeconds * 1000);
  }

  /** preStop, SIGTERM, and at the deadline SIGKILL. */
  private async end(life: Life, deadline: number): Promise<void> {
    const left = (): number => Math.max(0, deadline - Date.now());
    const preStop = this.spec.lifecycle?.preStop;
    if (preStop && life.running) {
      const begun = Date.now();
      const { ok, output } = await act(preStop, this.target(life), left() / 1000);
      const said = output.trim() ? `: ${output.trim()}` : '';
      this.note(`preStop ${ok ? 'done' : 'failed'} after ${Date.now() - begun} ms${said}`);
    }
    life.signal('SIGTERM');
    const stop = new AbortController();
    await Promise.race([life.exited, sleep(left(), undefined, { signal: stop.signal }).catch(() => {})]);
    stop.abort();
    if (life.running) {
      this.note('SIGKILL: the grace period is over');
      life.signal('SIGKILL');
    }
    await life.exited;
  }

  /** Ends the container for good. */
  async stop(deadline: number): Promise<void> {
    this.ending = true;
    this.interrupt();
    if (this.life?.running) await this.end(this.life, deadline);
    await this.done;
  }

  /** Kills the main process as a crash would, or a machine that is out of memory. */
  kill(): void {
    this.life?.signal('SIGKILL');
  }

  /** Runs a command in the container. @throws when it does not run */
  exec(command: readonly string[], timeoutSeconds: number): Promise<Said> {
    if (!this.life?.running)
      throw new Error(`container ${this.spec.name} does not run${this.waiting ? `: ${this.waiting}` : ''}`);
    return this.life.exec(command, timeoutSeconds);
  }
}
