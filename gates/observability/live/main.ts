/** Runs one part of the gate in a network namespace, in which every pod has an address: `run.ts` starts this file with unshare. */
import { mkdirSync } from 'node:fs';
import { servers } from '../tools/tools';
import { judgeAlerts } from './alerts';
import { judgeMetrics } from './metrics';
import { openNetwork } from './network';
import { judgeTraces } from './traces';

const PARTS = { alerts: judgeAlerts, metrics: judgeMetrics, traces: judgeTraces };

async function main([part = '', directory = '']: readonly string[]): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const binaries = await servers();
  openNetwork();
  for (const line of await PARTS[part as keyof typeof PARTS](binaries, directory)) console.log(line);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
