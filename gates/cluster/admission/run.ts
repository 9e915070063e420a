/** `npm run test:admission`: the policies of `admission` on a real API server, alone. */
import { runAlone } from '../alone';
import { judgeAdmission, OPTIONS } from './admission';

runAlone(judgeAdmission, OPTIONS);
