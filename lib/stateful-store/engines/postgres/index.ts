import { checkProps } from '../../../checks/kinds';
import type { ImageName } from '../../../cluster/images';
import type { StoreFacts } from '../../description';
import type { EngineModel } from '../../engine-model';
import { cloudNativePg } from './operated';
import { checked, POSTGRES, type Postgres, type PostgresOptions } from './options';
import { server } from './server';
import { checkSums } from './sums';

const GIBIBYTE = 1024 ** 3;
/** The program of CloudNativePG that starts the server, in its container. */
const MANAGER = 96 * 1024 ** 2;

export function postgres(options: PostgresOptions): EngineModel {
  checkProps(undefined, options, POSTGRES, 'Engine.postgres');
  const settled = (facts: StoreFacts, image: ImageName, reserved = 0): Postgres => {
    const { name, memory } = facts;
    const chosen = checked({ name, memory, reserved, ours: facts.image(image) }, options);
    checkSums(facts, chosen);
    return chosen;
  };
  return {
    name: 'postgres',
    failover: [],
    // Data is on the volume. Memory only caches it.
    capacity: (memory) => memory,
    volume: () => GIBIBYTE,
    describe: (facts) => server(facts, settled(facts, 'postgres')),
    operator: cloudNativePg((facts) => settled(facts, 'cloudNativePg', MANAGER)),
  };
}
