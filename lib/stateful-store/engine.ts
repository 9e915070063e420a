import { checkProps, FUNCTION, type Kinds, listOf, NUMBER, needed, object, oneOf, TEXT } from '../checks/kinds';
import { ADD_ONS } from '../cluster/add-ons/table';
import type { EngineModel, OperatorModel } from './engine-model';
import { postgres } from './engines/postgres';
import type { PostgresOptions } from './engines/postgres/options';
import { redis, valkey } from './engines/valkey-family';
import type { ValkeyOptions } from './engines/valkey-family/options';

const METHOD = needed({ ...FUNCTION, fix: 'see the guide to own engines' });
const NUMBERS = listOf(NUMBER, 'a list of numbers');
const REPLICAS = needed({ ...NUMBERS, fix: 'use [] for one that cannot fail over' });
const OPERATOR: Kinds<OperatorModel> = {
  addOn: needed(oneOf(...Object.keys(ADD_ONS))),
  failover: REPLICAS,
  describe: METHOD,
};

/** The checks of the fields of an engine of your own. */
const MODEL: Kinds<EngineModel> = {
  name: needed(TEXT),
  failover: REPLICAS,
  capacity: METHOD,
  volume: METHOD,
  describe: METHOD,
  operator: object(OPERATOR),
};

/**
 * The server that a {@link StatefulStore} runs.
 *
 * @example Engine.valkey()
 * @example Engine.redis({ image: 'redis:7.4.2' })
 * @example Engine.postgres({ database: 'orders', parameters: { random_page_cost: '1.1' } })
 */
export class Engine {
  /** Valkey from its official image: under a free licence, and the first choice. */
  static valkey(options: ValkeyOptions = {}): Engine {
    return new Engine(valkey(options));
  }

  /** Redis from its official image. */
  static redis(options: ValkeyOptions = {}): Engine {
    return new Engine(redis(options));
  }

  /**
   * PostgreSQL: one server on a volume, or several that CloudNativePG runs if it is installed (`AddOn.cloudNativePg` of the
   * `Cluster`) and there are at least three `replicas`.
   */
  static postgres(options: PostgresOptions = {}): Engine {
    return new Engine(postgres(options));
  }

  /** An engine of your own: `docs/guide/own-engine.md`. */
  static of(model: EngineModel): Engine {
    checkProps(undefined, model, MODEL, 'an engine');
    return new Engine(model);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The description of the engine. */
    readonly model: EngineModel,
  ) {}
}
