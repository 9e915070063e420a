/**
 * `npm run test:self-check [all [VERSION…]]`: checks that the gate can fail, and that it cleans up. Without `all` only those
 * that take a minute.
 */
import { runChecks } from './checks';
import './entries';
import './failures';
import './interrupts';
import './scanners';

/** Real control planes: minutes each. */
const SLOW = ['./programs', './sources', './launch'];

if (process.argv[2] === 'all') for (const file of SLOW) require(file);
void runChecks();
