import type { Construct } from 'constructs';
import { type EngineOptions, redis, valkey } from './engines/valkey-family';

/** What an engine is told about the store that it runs in. */
export interface StoreFacts {
  readonly scope: Construct;
  readonly name: string;
  readonly service: string;
  readonly port: number;
  /** Where the volume is mounted. */
  readonly dataDirectory: string;
  /** Memory of the container, in bytes. */
  readonly memory: number;
}

/** Where files are that an engine's commands and scripts refer to. */
export const PATHS = {
  config: '/etc/store',
  run: '/run/store',
  password: '/run/secrets/store/password',
} as const;

/** What describes one kind of server; `StatefulStore` knows none by name. */
export interface EngineModel {
  readonly name: string;
  /** The image with its version. */
  readonly image: (scope: Construct) => string;
  readonly port: number;
  /** What a client's URL begins with. */
  readonly urlScheme: string;
  /** Bytes of data that fit into a container with so many bytes of memory. */
  readonly capacity: (memory: number) => number;
  /** The least volume for so many bytes of data, in bytes. */
  readonly volume: (capacity: number) => number;
  /** Configuration and scripts, mounted at `PATHS.config`. */
  readonly files: (facts: StoreFacts) => Readonly<Record<string, string>>;
  /** Variables for scripts; none of them is secret. */
  readonly env: (facts: StoreFacts) => Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Succeeds while the process answers at all. */
  readonly alive: (facts: StoreFacts) => readonly string[];
  /** Succeeds while it can serve. */
  readonly ready: readonly string[];
}

/**
 * The server that a {@link StatefulStore} runs.
 *
 * @example Engine.valkey()
 * @example Engine.redis({ image: 'redis:7.4.2' })
 */
export class Engine {
  /** Valkey from its official image: free licence, the default choice. */
  static valkey(options: EngineOptions = {}): Engine {
    return new Engine(valkey(options));
  }

  /** Redis from its official image. */
  static redis(options: EngineOptions = {}): Engine {
    return new Engine(redis(options));
  }

  private constructor(
    /** How it is run. */
    readonly model: EngineModel,
  ) {}
}
