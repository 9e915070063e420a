import type { Construct } from 'constructs';
import { fail, problem } from '../checks/errors';
import type { IPeer } from '../network/peer';
import { portOf } from '../network/port';
import { isOpen } from '../relations/connect';
import { matchersOf } from '../relations/matchers';
import type { MetricsEndpoint, Signal } from '../relations/signal';

/**
 * Throws, at once or at synth, when no Prometheus can have the series of a signal by which an app scales: the workload has no metrics,
 * or its network lets no client in to them. A signal that does not use its matchers, or of something that is not observable, reads
 * other targets.
 */
export function checkScraped(scope: Construct, signal: Signal, subject: IPeer): void {
  const { peer } = subject;
  const matchers = matchersOf(peer);
  if (!('signals' in subject) || !signal.expr(matchers).includes(matchers)) return;
  const what = `scaling by signal ${signal.name} needs`;
  const metrics = 'metrics' in subject ? (subject.metrics as MetricsEndpoint | undefined) : undefined;
  if (!metrics) {
    fail(scope, `${what} metrics of ${peer.name}`, 'none', `give ${peer.name} metrics: { port: 9090 }, for example`);
  }
  const ports = [
    portOf(scope, 'metrics.port', metrics.port, 'metrics'),
    ...(metrics.morePorts ?? []).map((port) => portOf(scope, 'metrics.morePorts', port)),
  ];
  const missing = problem(
    `${what} a Prometheus that reads the metrics of ${peer.name}`,
    `no client of ${ports.join(', ')}`,
    `watch it with Observability, or let yours in: ${peer.name}.allowFrom({ peer: Peer.foreignPods({ name: 'prometheus', namespaces: ['monitoring'] }) }, { port: 'metrics' })`,
  );
  scope.node.addValidation({ validate: () => (ports.some((port) => isOpen(peer, port)) ? [] : [missing]) });
}
