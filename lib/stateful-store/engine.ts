import type { OperatedDescription, StoreDescription, StoreFacts } from './description';
import { redis, valkey } from './engines/valkey-family';
import type { EngineOptions } from './engines/valkey-family/options';

/** What describes one kind of server; `StatefulStore` knows none by name. */
export interface EngineModel {
  /** What it is called, and its port: `valkey`. */
  readonly name: string;
  /** How many pods keep serving when one of them is lost; empty when it cannot fail over by itself. */
  readonly failover: readonly number[];
  /** Bytes of data that fit into a container with so many bytes of memory. */
  readonly capacity: (memory: number) => number;
  /** The least volume for so many bytes of data, in bytes. */
  readonly volume: (capacity: number) => number;
  /** Pods, scripts, probes, signals. Pure; throws on what the engine cannot do. */
  readonly describe: (facts: StoreFacts) => StoreDescription;
  /** What an operator is asked for instead of pods; `undefined` when pods serve. @default - always pods */
  readonly operated?: (facts: StoreFacts) => OperatedDescription | undefined;
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

  /** An engine of your own: `docs/guide/own-engine.md`. */
  static of(model: EngineModel): Engine {
    return new Engine(model);
  }

  private constructor(
    /** How it is run. */
    readonly model: EngineModel,
  ) {}
}
