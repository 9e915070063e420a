/** All cases. A new signal with an alert needs two: one in which it fires, one that only looks like it. */
import type { Cases } from '../case';
import type { Server } from '../synthesize';
import { alertmanager } from './alertmanager';
import { backup } from './backup';
import { begin } from './begin';
import { cluster } from './cluster';
import { hosts } from './hosts';
import { imageScan } from './image-scan';
import { operated } from './operated';
import { pods } from './pods';
import { postgres } from './postgres';
import { postgresSlots } from './postgres-slots';
import { telemetry } from './telemetry';
import { valkey } from './valkey';
import { valkeyReplication } from './valkey-replication';
import { valkeyResources } from './valkey-resources';
import { volumes } from './volumes';
import { webApp } from './web-app';

const TABLES = [
  pods,
  webApp,
  hosts,
  valkey,
  valkeyReplication,
  valkeyResources,
  postgres,
  postgresSlots,
  operated,
  volumes,
  backup,
  imageScan,
  alertmanager,
  telemetry,
  begin,
  cluster,
];

export function tables(servers: readonly Server[]): Cases[] {
  return TABLES.flatMap((table) => table(servers));
}
