import { Port } from '../../../network/port';
import type { MetricsEndpoint } from '../../../relations/signal';
import { PATHS, type SidecarDescription } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import { PORT, SENTINEL_PORT } from './configuration';

/** Exporters of the server and of the Sentinel. Some of their metrics have the same names. */
export const SERVER_EXPORTER = 'exporter';
export const SENTINEL_EXPORTER = 'sentinel-exporter';

const SERVER_METRICS = Port.tcp(9121, 'metrics');
const SENTINEL_METRICS = Port.tcp(9122, 'quorum-metrics');
const PASSWORDS = 'exporter.json';

export function metrics({ topology }: StoreFacts): MetricsEndpoint {
  const morePorts = topology === 'failover' ? [SENTINEL_METRICS] : [];
  return { port: SERVER_METRICS, morePorts, series: ['redis_*'] };
}

/** Returns the files by which exporters log in as the probe user, which accepts any password. */
export function exporterFiles(facts: StoreFacts): Record<string, string> {
  const addresses = [PORT, SENTINEL_PORT].map((port) => [address(facts, port).replace('//', '//probe@'), 'any']);
  return { [PASSWORDS]: `${JSON.stringify(Object.fromEntries(addresses), null, 2)}\n` };
}

/** Describes the exporters: https://github.com/oliver006/redis_exporter */
export function exporters(facts: StoreFacts): readonly SidecarDescription[] {
  const server = exporter(facts, SERVER_EXPORTER, SERVER_METRICS, PORT);
  if (facts.topology === 'single') return [server];
  return [server, exporter(facts, SENTINEL_EXPORTER, SENTINEL_METRICS, SENTINEL_PORT)];
}

function exporter(
  facts: StoreFacts,
  name: string,
  { name: portName, number }: Port,
  asked: number,
): SidecarDescription {
  return {
    name,
    image: facts.image('redisExporter'),
    command: [
      '/redis_exporter',
      `--redis.addr=${address(facts, asked)}`,
      '--redis.user=probe',
      `--redis.password-file=${PATHS.config}/${PASSWORDS}`,
      `--web.listen-address=:${number}`,
      // Skip the command that the probe user may not run.
      '--config-command=-',
      '--set-client-name=false',
      '--exclude-latency-histogram-metrics',
      '--redis-only-metrics',
      '--connection-timeout=5s',
      // The connection does not leave the pod.
      ...(facts.tls ? ['--skip-tls-verification'] : []),
    ],
    ports: { [portName]: number },
    liveness: { http: { path: '/health', port: number }, timeout: 10, failureThreshold: 6 },
    memory: 48,
    cpu: 10,
    passwords: false,
  };
}

function address({ tls }: StoreFacts, port: number): string {
  return `${tls ? 'rediss' : 'redis'}://localhost:${port}`;
}
