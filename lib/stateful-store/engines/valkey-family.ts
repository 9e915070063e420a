import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageName, imageFor } from '../../images';
import { imageReference } from '../../internal/validate';
import type { EngineModel, StoreFacts } from '../engine';

export interface EngineOptions {
  /** The image with its version: 6.2 or newer. @default - the newest official one that Mainstay knows */
  readonly image?: string;
}

const SCRIPTS = join(__dirname, 'valkey-family', 'scripts');
const CONFIG = '/etc/store';

export function valkey(options: EngineOptions): EngineModel {
  return family('valkey', options);
}

export function redis(options: EngineOptions): EngineModel {
  return family('redis', options);
}

/** Valkey and Redis differ in the names of their programs. */
function family(name: ImageName & ('valkey' | 'redis'), { image }: EngineOptions): EngineModel {
  return {
    name,
    image: (scope) => imageReference(scope, image ?? imageFor(scope, name)),
    port: 6379,
    urlScheme: 'redis',
    // Rewriting the append-only file can take as much again as the data.
    capacity: (memory) => Math.floor(memory / 2),
    // While it is rewritten, the append-only file can be more than four times as large as the data.
    volume: (capacity) => capacity * 5,
    files: (facts) => ({
      'server.conf': configuration(facts),
      'start.sh': readFileSync(join(SCRIPTS, 'start.sh'), 'utf8'),
      'ready.sh': readFileSync(join(SCRIPTS, 'ready.sh'), 'utf8'),
    }),
    env: ({ memory, name: store, port, service }) => ({
      CLI: `${name}-cli`,
      CONFIG_FILE: `${CONFIG}/server.conf`,
      MAXMEMORY: `${Math.floor(memory / 2)}`,
      PASSWORD_FILE: '/run/secrets/store/password',
      PORT: `${port}`,
      RUN_DIRECTORY: '/run/store',
      SERVER: `${name}-server`,
      STORE_NAME: store,
      STORE_SERVICE: service,
    }),
    command: ['sh', `${CONFIG}/start.sh`],
    // Answers that it is loading, busy or that a password is needed are answers too.
    alive: ({ port }) => [`${name}-cli`, '-p', `${port}`, 'ping'],
    ready: ['sh', `${CONFIG}/ready.sh`],
  };
}

/** Every write goes to the append-only file; without it a primary that restarts quickly loses its data to its replicas. */
function configuration({ dataDirectory, port }: StoreFacts): string {
  return [
    `port ${port}`,
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
