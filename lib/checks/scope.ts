import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { fail } from './errors';

/** Throws when an argument is no construct. `call` names the method: `Peer.pods`. */
export function checkConstruct(call: string, scope: IConstruct): void {
  if (!Construct.isConstruct(scope)) {
    fail(undefined, `the scope of ${call} must be a construct`, scope, 'pass this, or the chart');
  }
}

/**
 * Returns the scope and the id of a construct, for `super`. Throws when the scope is not in a chart, and when the id is not text
 * or is that of another construct of the scope.
 */
export function placed(title: string, scope: Construct, id: string): [Construct, string] {
  const call = `new ${title}(chart, '${typeof id === 'string' && id !== '' ? id : title.toLowerCase()}', …)`;
  if (!Construct.isConstruct(scope)) fail(undefined, `${title} must be in a chart`, scope, `use ${call}`);
  if (!scope.node.scopes.some((at) => Chart.isChart(at))) {
    fail(scope, `${title} must be in a chart`, scope, `make a Chart in it, then ${call}`);
  }
  if (typeof id !== 'string' || id === '') fail(scope, `the id of ${title} must be text`, id, `use ${call}`);
  if (scope.node.tryFindChild(id)) {
    fail(scope, 'a construct must have an id of its own', `${id} twice`, 'give one of the two another id');
  }
  return [scope, id];
}
