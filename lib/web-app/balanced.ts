import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { type SettledService, settleService } from '../exposure/service';
import type { Port } from '../network/port';
import type { WebAppProps } from './props';

/** The Service of a load balancer that has some of the ports of an app. */
export interface BalancedPorts {
  readonly ports: readonly Port[];
  readonly service: SettledService;
}

/**
 * Settles the Service for the ports that `loadBalancer.ports` names; `undefined` where the load balancer has all ports. Throws when the
 * app has no such port.
 */
export function balancedPorts(
  scope: Construct,
  props: WebAppProps,
  served: readonly [Port, ...Port[]],
): BalancedPorts | undefined {
  const names = props.expose === 'loadBalancer' ? props.loadBalancer?.ports : undefined;
  if (!names) return undefined;
  const strange = names.find((wanted) => !served.some(({ name }) => name === wanted));
  const ports = served.filter(({ name }) => names.includes(name));
  const [first, ...more] = ports;
  if (strange !== undefined || !first) {
    const fix = `use some of ${served.map(({ name }) => name).join(', ')}, or leave it out`;
    return fail(scope, 'loadBalancer.ports must name ports of the app', strange ?? 'none', fix);
  }
  const servicePort = first === served[0] ? props.servicePort : first.number;
  const { serviceLabels: _labels, serviceAnnotations: _annotations, ...others } = props;
  return { ports, service: settleService(scope, { ...others, servicePort, morePorts: more }, first) };
}

/** The props of the Service that stays inside the cluster. */
export function insideOnly(props: WebAppProps): WebAppProps {
  const { expose: _expose, loadBalancer: _loadBalancer, nodePort: _nodePort, ...inside } = props;
  return inside;
}
