/** `npm run test:access`: access for people, alone. */
import { runAlone } from '../alone';
import { access } from './access';

runAlone(async (cluster) => {
  await access(cluster);
});
