/** Probes and hooks. https://kubernetes.io/docs/concepts/workloads/pods/probes/ */
import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Life } from './life';
import type { Action, Probe } from './spec';

/** Target of a probe or hook. */
export interface Target {
  readonly life: Life;
  readonly address: string;
  readonly port: (name: string | number) => number;
}

function connects(address: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: address, port, timeout: timeoutMs });
    const done = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

function answers(target: Target, get: NonNullable<Action['httpGet']>, timeoutMs: number): Promise<boolean> {
  const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  const options = { host: target.address, port: target.port(get.port), path: get.path ?? '/', headers, agent: false };
  return new Promise((resolve) => {
    const request = http.get({ ...options, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) >= 200 && (response.statusCode ?? 500) < 400);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

/** Runs an action once. @returns true if it succeeded, and its output */
export async function act(action: Action, target: Target, seconds: number): Promise<{ ok: boolean; output: string }> {
  if (action.exec) {
    const { status, output, timedOut } = await target.life.exec(action.exec.command, seconds);
    return { ok: status === 0, output: timedOut ? `no answer within ${seconds} s\n${output}` : output };
  }
  const timeout = seconds * 1000;
  if (action.sleep) {
    await Promise.race([sleep(Math.min(action.sleep.seconds * 1000, timeout)), target.life.exited]);
    return { ok: true, output: '' };
  }
  if (action.httpGet) return { ok: await answers(target, action.httpGet, timeout), output: '' };
  if (action.tcpSocket) {
    return { ok: await connects(target.address, target.port(action.tcpSocket.port), timeout), output: '' };
  }
  throw new Error(`a probe or hook must be exec, httpGet, tcpSocket or sleep, got ${Object.keys(action).join(', ')}`);
}

/** Runs a probe while the container lives. Calls `says` after as many equal results in a row as the probe's threshold. */
export async function watch(probe: Probe, target: Target, says: (ok: boolean, output: string) => void): Promise<void> {
  const period = (probe.periodSeconds ?? 10) * 1000;
  let streak = 0;
  let last: boolean | undefined;
  const living = (): boolean => target.life.running;
  await Promise.race([sleep((probe.initialDelaySeconds ?? 0) * 1000), target.life.exited]);
  while (living()) {
    const begun = Date.now();
    const { ok, output } = await act(probe, target, probe.timeoutSeconds ?? 1);
    if (!living()) return;
    streak = ok === last ? streak + 1 : 1;
    last = ok;
    const enough = ok ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (streak === enough) says(ok, output);
    await Promise.race([sleep(Math.max(0, period - (Date.now() - begun))), target.life.exited]);
  }
}
