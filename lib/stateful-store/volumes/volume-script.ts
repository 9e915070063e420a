import { join } from 'node:path';
import { scriptsIn } from '../../workload/script-loader';

/** Returns the functions by file name with which start scripts say why they cannot use the volume. */
export function volumeScript(): Record<string, string> {
  return scriptsIn(join(__dirname, 'scripts'), ['volume.sh']);
}
