/** `npm run test:regions`: two clusters from one app, alone. */
import { conclude } from '../runner';
import { regions } from './regions';

regions()
  .then(conclude)
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
