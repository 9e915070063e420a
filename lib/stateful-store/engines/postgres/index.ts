import { imageFor } from '../../../images';
import type { StoreFacts } from '../../description';
import type { EngineModel } from '../../engine';
import { checked, type Postgres, type PostgresOptions } from './options';
import { server } from './server';

const GIBIBYTE = 1024 ** 3;

export function postgres(options: PostgresOptions): EngineModel {
  return {
    name: 'postgres',
    failover: [],
    // Data is on the volume; memory only caches it.
    capacity: (memory) => memory,
    volume: () => GIBIBYTE,
    describe: (facts) => server(facts, settled(facts, options)),
  };
}

function settled({ scope, name, memory }: StoreFacts, options: PostgresOptions): Postgres {
  return checked(scope, name, memory, options, imageFor(scope, 'postgres'));
}
