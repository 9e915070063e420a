import type { Construct } from 'constructs';
import { checkKinds } from '../checks/kinds';
import type { OperatedDescription, OperatedFacts, StoreDescription, StoreFacts } from './description';
import { postgres } from './engines/postgres';
import type { PostgresOptions } from './engines/postgres/options';
import { redis, valkey } from './engines/valkey-family';
import type { ValkeyOptions } from './engines/valkey-family/options';
import { MODEL } from './kinds';

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
  /** Who runs it where it shall fail over and cannot by itself. @default - nobody */
  readonly operator?: OperatorModel;
}

/** An operator that runs several servers of a kind, of which one takes over when the primary is lost. */
export interface OperatorModel {
  /** What people call it: `CloudNativePG`. */
  readonly name: string;
  /** Whether the cluster that `scope` is for has it. */
  readonly installed: (scope: Construct) => boolean;
  /** How one says that it has: `cloudNativePg: {} in the cluster`. */
  readonly declared: string;
  /** How many servers it keeps serving when one of them is lost. */
  readonly failover: readonly number[];
  /** What it is asked for. Pure; throws on what it cannot do. */
  readonly describe: (facts: OperatedFacts) => OperatedDescription;
}

/**
 * The server that a {@link StatefulStore} runs.
 *
 * @example Engine.valkey()
 * @example Engine.redis({ image: 'redis:7.4.2' })
 * @example Engine.postgres({ database: 'orders', parameters: { random_page_cost: '1.1' } })
 */
export class Engine {
  /** Valkey from its official image: free licence, the default choice. */
  static valkey(options: ValkeyOptions = {}): Engine {
    return new Engine(valkey(options));
  }

  /** Redis from its official image. */
  static redis(options: ValkeyOptions = {}): Engine {
    return new Engine(redis(options));
  }

  /**
   * PostgreSQL: one server on a volume, or several that CloudNativePG runs where the cluster has it (`cloudNativePg` of the
   * `Cluster`) and `replicas` are at least three.
   */
  static postgres(options: PostgresOptions = {}): Engine {
    return new Engine(postgres(options));
  }

  /** An engine of your own: `docs/guide/own-engine.md`. */
  static of(model: EngineModel): Engine {
    checkKinds(undefined, model, MODEL, 'an engine');
    return new Engine(model);
  }

  private constructor(
    /** How it is run. */
    readonly model: EngineModel,
  ) {}
}
