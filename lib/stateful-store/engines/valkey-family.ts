import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageName, imageFor } from '../../images';
import { imageReference } from '../../internal/validate';
import { PATHS, type ProbeDescription, type StoreFacts } from '../description';
import type { EngineModel } from '../engine';
import { backup } from './valkey-family/backup';

export interface EngineOptions {
  /** The image with its version: 6.2 or newer. @default - the newest official one that Mainstay knows */
  readonly image?: string;
}

const SCRIPTS = join(__dirname, 'valkey-family', 'scripts');

export function valkey(options: EngineOptions): EngineModel {
  return family('valkey', options);
}

export function redis(options: EngineOptions): EngineModel {
  return family('redis', options);
}

const PORT = 6379;

/** Valkey and Redis differ in the names of their programs. */
function family(name: ImageName & ('valkey' | 'redis'), { image }: EngineOptions): EngineModel {
  return {
    name,
    failover: [3, 5],
    // Rewriting the append-only file can take as much again as the data.
    capacity: (memory) => Math.floor(memory / 2),
    // While it is rewritten, the append-only file can be more than four times as large as the data.
    volume: (capacity) => capacity * 5,
    describe: (facts) => ({
      image: imageReference(facts.scope, image ?? imageFor(facts.scope, name)),
      port: PORT,
      files: {
        'server.conf': configuration(facts),
        'start.sh': readFileSync(join(SCRIPTS, 'start.sh'), 'utf8'),
        'ready.sh': readFileSync(join(SCRIPTS, 'ready.sh'), 'utf8'),
      },
      server: {
        command: ['sh', `${PATHS.config}/start.sh`],
        env: {
          CLI: `${name}-cli`,
          CONFIG_FILE: `${PATHS.config}/server.conf`,
          MAXMEMORY: `${Math.floor(facts.memory / 2)}`,
          PASSWORD_FILE: PATHS.password,
          PORT: `${PORT}`,
          RUN_DIRECTORY: PATHS.run,
          SERVER: `${name}-server`,
          STORE_NAME: facts.name,
          STORE_SERVICE: facts.service,
        },
        // Loading the data may take long; a server that is busy answers late.
        startup: { ...alive(name), period: 5, failures: 360 },
        alive: alive(name),
        ready: { exec: ['sh', `${PATHS.config}/ready.sh`], period: 5 },
      },
      backup: backup(name, facts, PORT),
      bind: ({ prefix, credentials }, { password, host }) => {
        const where = host(`${facts.name}-0.${facts.service}`);
        const env = { [`${prefix}_HOST`]: where, [`${prefix}_PORT`]: `${PORT}` };
        if (credentials === 'files') {
          return {
            env: { ...env, [`${prefix}_URL`]: `redis://${where}:${PORT}` },
            files: { [`${prefix}_PASSWORD_FILE`]: password },
          };
        }
        const url = `redis://:$(${prefix}_PASSWORD)@${where}:${PORT}`;
        return { env: { ...env, [`${prefix}_PASSWORD`]: password, [`${prefix}_URL`]: url } };
      },
    }),
  };
}

/** Answers that it is loading, busy or that a password is needed are answers too. */
function alive(name: string): ProbeDescription {
  return { exec: [`${name}-cli`, '-p', `${PORT}`, 'ping'], timeout: 10 };
}

/** Every write goes to the append-only file; without it a primary that restarts quickly loses its data to its replicas. */
function configuration({ dataDirectory }: StoreFacts): string {
  return [
    `port ${PORT}`,
    `dir ${dataDirectory}`,
    'protected-mode no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'repl-backlog-size 64mb',
    'repl-diskless-sync yes',
    'repl-diskless-sync-delay 0',
    '',
  ].join('\n');
}
