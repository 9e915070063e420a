/**
 * `npm run test:self-check [all [VERSION…]]`: whether the gate can fail, and whether it cleans up. Without `all` only what
 * takes a minute.
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
