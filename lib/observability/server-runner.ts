import type { DaemonSet, Deployment, Service, StatefulSet } from 'cdk8s-plus-27';
import { service, settleService } from '../exposure/service';
import { complete } from '../manifest/complete';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import { merge } from '../manifest/merge';
import { Port } from '../network/port';
import { disruptionBudget } from '../workload/disruption-budget';
import type { PodSet } from '../workload/pod-set';
import type { ServerPlan } from '../workload/server-plan';
import { ServerPods } from '../workload/server-pods';
import { completeHeadless, headlessService } from '../workload/server-services';
import type { ObservabilityProps } from './props';
import { createClaim, dataClaim, fingerprint } from './server-files';
import type { ObservabilityServerDescription, ServerKind } from './server-model';

const REVISIONS = 5;
/** Replaces the pods of a tenth of the nodes at a time: one node alone takes hours on a large cluster. */
const SOME_NODES = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } };

/** The object that runs a server's pods, and their Service. A server has one of the three objects; a DaemonSet has no Service. */
export interface Runner {
  readonly statefulSet?: StatefulSet;
  readonly deployment?: Deployment;
  readonly daemonSet?: DaemonSet;
  readonly service?: Service;
}

/** Makes the object that runs a server's pods. */
export function run(
  kind: ServerKind,
  plan: ServerPlan,
  description: ObservabilityServerDescription,
  props: ObservabilityProps,
): Runner {
  const { pods, replicas } = plan;
  const { data } = description;
  if (replicas > 1) disruptionBudget(pods);
  if (kind === 'DaemonSet') {
    const server = ServerPods.onEveryNode(plan);
    finish(server, plan, description, { updateStrategy: SOME_NODES });
    return { daemonSet: server.runner };
  }
  if (kind === 'Deployment') {
    if (data) createClaim(pods, data.size, props);
    const server = ServerPods.deployed(plan, data !== undefined);
    const led = leading(pods, description);
    finish(server, plan, description, {});
    return { deployment: server.runner, service: led };
  }
  const led = description.headless ? headlessService(pods, pods.name, plan.port) : leading(pods, description);
  const server = ServerPods.stateful(plan, led);
  finish(server, plan, description, data ? { volumeClaimTemplates: [dataClaim(pods, data.size, props)] } : {});
  if (description.headless) completeHeadless(led, pods);
  else {
    const spec = { selector: pods.selector, ...(description.sticky && { sessionAffinity: 'ClientIP' }) };
    complete(led, (manifest) => ({ ...manifest, spec: { ...objectAt(manifest, 'spec'), ...spec } }));
  }
  return { statefulSet: server.runner, service: led };
}

/** Makes the Service. A StatefulSet of cdk8s-plus then adds a label to its selector that no pod has. */
function leading(
  pods: PodSet,
  { port, servicePort, clientPorts = [], peerPorts = {} }: ObservabilityServerDescription,
) {
  const morePorts = clientPorts.map((name) => Port.tcp(peerPorts[name] ?? 0, name));
  return service(pods, settleService(pods.scope, { servicePort, morePorts }, Port.tcp(port)));
}

function finish(
  server: ServerPods<Deployment | StatefulSet | DaemonSet>,
  { container }: ServerPlan,
  { lateFiles, lateArgs }: ObservabilityServerDescription,
  fields: JsonObject,
): void {
  server.complete({ revisionHistoryLimit: REVISIONS, ...fields });
  complete(server.runner, (manifest) =>
    merge(manifest, {
      spec: {
        template: {
          metadata: { annotations: lateFiles && fingerprint(lateFiles) },
          spec: lateArgs && { containers: withArgs(manifest, container, lateArgs()) },
        },
      },
    }),
  );
}

function withArgs(manifest: JsonObject, name: string, more: readonly string[]): readonly JsonObject[] {
  const { containers } = objectAt(manifest, 'spec', 'template', 'spec');
  return listAt(containers).map((container) => {
    const { args } = container;
    return container['name'] === name
      ? { ...container, args: [...(Array.isArray(args) ? args : []), ...more] }
      : container;
  });
}
