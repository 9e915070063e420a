/** `npm run test:transitions`: the checks of the cluster gate about apps that change while they serve, alone. */
import path from 'node:path';
import { runAlone } from '../alone';
import { installCrds } from '../crds';
import { transitions } from './transitions';

runAlone(async (cluster) => {
  await installCrds(cluster, path.join(__dirname, '..', '..', '..', 'imports', 'crds'));
  await transitions(cluster, process.argv.slice(2));
});
