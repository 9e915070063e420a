import { Duration, Size } from 'cdk8s';
import { Cpu, Protocol } from 'cdk8s-plus-27';
import { fail } from '../../checks/errors';
import { Port } from '../../network/port';
import { allow } from '../../relations/connect';
import { PodField } from '../../relations/env-value';
import { WebApp } from '../../web-app/web-app';
import { explain } from '../../workload/linter-reasons';
import { Probe } from '../../workload/probe';
import { PATHS } from '../../workload/server-description';
import type { StorePlan } from '../plan';

const REPLICAS = 2;
const REASON = 'one proxy serves while the other is away; they keep nothing';

/** The proxy that forwards plain clients to the primary. */
export interface StoreProxy {
  readonly app: WebApp;
  readonly port: Port;
  readonly morePorts: readonly Port[];
}

/**
 * Makes the proxy that the engine describes, as an app in front of the store: clients of the store connect to it, and only it
 * connects to the store. Returns `undefined` if the engine describes none.
 */
export function storeProxy(plan: StorePlan): StoreProxy | undefined {
  const { scope, facts, description, certificate, pods } = plan;
  const { proxy } = description;
  if (!proxy) return undefined;
  const { suffix, files, health, image, command } = proxy;
  const port = Port.tcp(proxy.port, plan.port.name);
  const morePorts = Object.entries(proxy.morePorts ?? {}).map(([name, number]) => Port.tcp(number, name));
  const at = Port.tcp(health.port, 'health');
  const app = new WebApp(scope, suffix, {
    name: `${facts.name}-${suffix}`,
    image,
    command,
    env: { POD_NAMESPACE: PodField.namespace() },
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`${PATHS.config}/${name}`, text])),
    secretFiles: certificate ? { [`${PATHS.certificate}/ca.crt`]: certificate.authority } : {},
    port,
    servicePort: port.number,
    ports: morePorts,
    // When the primary is lost, all proxies have no server for a moment and get it back at once: they stay ready meanwhile.
    health: {
      readiness: Probe.http(health.readiness, { port: at, failureThreshold: 6 }),
      liveness: Probe.http(health.liveness, { port: at }),
      startup: Probe.http(health.liveness, { port: at }),
    },
    replicas: REPLICAS,
    minReady: Duration.seconds(5),
    memory: Size.mebibytes(proxy.memory),
    cpu: Cpu.millis(proxy.cpu),
    ephemeralStorage: Size.mebibytes(64),
    spread: plan.proxySpread,
    ...plan.placement.proxy,
  });
  // The port of the kubelet's probes, which is not in the Service.
  app.container.addPort({ name: at.name, number: at.number, protocol: Protocol.TCP });
  const { podMetadata } = app.deployment;
  const { labels, annotations } = plan.placement.pod;
  for (const [key, value] of Object.entries(labels)) podMetadata.addLabel(key, value);
  for (const [key, value] of Object.entries(annotations)) podMetadata.addAnnotation(key, value);
  explain(app.deployment, { 'minimum-three-replicas': REASON });
  allow(app.peer, pods.peer, upstream(plan));
  return { app, port, morePorts };
}

function upstream(plan: StorePlan): readonly Port[] {
  const numbers = plan.ports;
  return (plan.description.proxy?.upstream ?? []).map((name) => {
    const number = numbers.get(name);
    if (number !== undefined) return Port.tcp(number, name);
    const known = [...numbers.keys()].join(', ');
    return fail(plan.scope, 'a proxy connects to ports of the engine', name, `use one of ${known}`);
  });
}
