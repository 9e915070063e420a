import { checkProps } from '../../../checks/kinds';
import type { SidecarDescription } from '../../../workload/server-description';
import type { StoreDescription, StoreFacts } from '../../description';
import type { EngineModel } from '../../engine-model';
import { backup } from './backup';
import { bindingOf } from './binding';
import {
  MIN_REPLICAS,
  monitorConfiguration,
  PORT,
  SENTINEL_PORT,
  sentinelConfiguration,
  serverConfiguration,
} from './configuration';
import { exporterFiles, exporters, metrics } from './exporter';
import { ALLOCATOR } from './memory';
import { DATA_SHARE, type Family, type Settings, settings, VALKEY, type ValkeyOptions } from './options';
import { proxy } from './proxy';
import { environment, GRACE_PERIOD, script, scripts } from './scripts';
import { signals } from './signals';
import { sentinelUsers, serverUsers } from './users';

export function valkey(options: ValkeyOptions): EngineModel {
  return family('valkey', options);
}

export function redis(options: ValkeyOptions): EngineModel {
  return family('redis', options);
}

function family(name: Family, options: ValkeyOptions): EngineModel {
  checkProps(undefined, options, VALKEY, `Engine.${name}`);
  return {
    name,
    failover: [3, 5],
    capacity: (memory) => Math.floor(memory * Number(options.dataShare ?? DATA_SHARE)),
    // While it is rewritten, the append-only file can be more than four times as large as the data.
    volume: (capacity) => capacity * 5,
    describe: (facts) => describe(facts, settings(name, options, facts.image(name))),
  };
}

function describe(facts: StoreFacts, chosen: Settings): StoreDescription {
  if (facts.tls && facts.addressing === 'services' && facts.endpoint === 'discovery') {
    const fix = "use addressing: 'names', or endpoint: 'primary'";
    facts.fail('a certificate must name what clients connect to, and Sentinels name addresses', 'services', fix);
  }
  const failover = facts.topology === 'failover';
  return {
    image: chosen.image,
    port: PORT,
    files: files(facts, chosen),
    server: {
      command: script('start-server.sh'),
      env: { ...environment(facts, chosen), ...ALLOCATOR },
      // Loading the data, or waiting for other servers, may take long. A busy server answers late.
      startup: { exec: script('alive.sh', `${PORT}`), period: 2, timeout: 10, failureThreshold: 900 },
      liveness: { exec: script('alive.sh', `${PORT}`), timeout: 10 },
      readiness: { exec: script('ready.sh'), period: 3, timeout: 10, failureThreshold: 2 },
      preStop: script('handover.sh'),
    },
    sidecars: [...(failover ? [sentinel(facts, chosen)] : []), ...(chosen.exporter ? exporters(facts) : [])],
    services: failover ? services(facts) : [],
    proxy: failover && facts.endpoint === 'primary' ? proxy(facts) : undefined,
    clientPorts: failover && facts.endpoint === 'discovery' ? ['sentinel'] : [],
    minReplicas: failover ? MIN_REPLICAS : 0,
    gracePeriod: GRACE_PERIOD,
    // Sentinels poll a server every ten seconds. Before that they do not know the role of a new one.
    minReady: failover ? 15 : 5,
    metrics: chosen.exporter ? metrics(facts) : undefined,
    signals: chosen.exporter ? signals(facts, chosen) : [],
    backup: backup(facts, chosen),
    bind: (request, given) => bindingOf(facts, request, given),
  };
}

function files(facts: StoreFacts, chosen: Settings): Record<string, string> {
  const common = {
    'server.conf': serverConfiguration(facts, chosen),
    'users.acl': serverUsers(chosen),
    ...scripts(facts),
    ...(chosen.exporter ? exporterFiles(facts) : {}),
  };
  if (facts.topology === 'single') return common;
  return {
    ...common,
    'sentinel.conf': sentinelConfiguration(facts),
    'monitor.conf': monitorConfiguration(chosen),
    'sentinel-users.acl': sentinelUsers(chosen),
  };
}

/** Describes the Sentinel, which watches the servers and moves the role of the primary when a majority misses it. */
function sentinel(facts: StoreFacts, chosen: Settings): SidecarDescription {
  return {
    name: 'sentinel',
    image: chosen.image,
    command: script('start-sentinel.sh'),
    env: environment(facts, chosen),
    ports: { sentinel: SENTINEL_PORT },
    liveness: { exec: script('alive.sh', `${SENTINEL_PORT}`), timeout: 10, failureThreshold: 6 },
    memory: 64,
    cpu: 20,
    outlives: true,
    data: true,
  };
}

/**
 * Describes the Services. Clients find a Sentinel during a failover too, when replicas are not ready. The read Service selects
 * replicas that are in sync. With a proxy, clients see no other Service.
 */
function services(facts: StoreFacts): StoreDescription['services'] {
  const forClients = [
    { suffix: 'sentinel', ports: ['sentinel'], unready: true },
    { suffix: 'read', ports: [facts.portName] },
  ];
  const perPod = { suffix: 'pod', ports: [facts.portName, 'sentinel'], unready: true, perPod: true };
  return [...(facts.endpoint === 'discovery' ? forClients : []), ...(facts.addressing === 'services' ? [perPod] : [])];
}
