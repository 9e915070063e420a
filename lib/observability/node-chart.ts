import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { standardLabels } from '../manifest/labels';
import { namespaceOf, PlainObject } from '../manifest/plain-object';
import { fencedNamespaces, fenceNamespace } from '../registry/fenced-namespaces';
import { writeWithOuter } from '../registry/inner-charts';
import { reserveName } from '../registry/names';
import { notice } from '../registry/notices';
import { ClusterRecord } from '../registry/registry';

/** The Observability constructs of a cluster whose agents read all logs. */
const readers = new ClusterRecord<IConstruct[]>(() => []);

const ID = 'nodes';
const LABEL = 'pod-security.kubernetes.io';

/**
 * Returns the chart of the servers that read files of their node, and makes it when it is not there: a namespace of their own, the
 * only one in which the API server lets such pods run. So the namespace of the other servers stays `restricted`.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function nodeChart(scope: Construct): Chart {
  const there = scope.node.tryFindChild(ID);
  if (there instanceof Chart) return there;
  const home = namespaceOf(scope);
  if (home === undefined) {
    const what = 'servers that read files of their node need a namespace beside that of the others';
    fail(scope, what, home, 'give the chart a namespace, or leave logs out with Logs.none()');
  }
  const namespace = `${home}-nodes`;
  if (fencedNamespaces(scope).has(namespace)) {
    const what = 'one Observability of a namespace keeps the logs of all containers';
    fail(scope, what, `a second one in ${home}`, 'pass logs: Logs.none() to one of them');
  }
  sayTwice(scope);
  const chart = new Chart(scope, ID, { namespace });
  fenceNamespace(chart, namespace);
  writeWithOuter(chart);
  new PlainObject(chart, 'Namespace', {
    apiVersion: 'v1',
    kind: 'Namespace',
    name: reserveName(chart, 'Namespace', namespace),
    labels: {
      ...standardLabels(scope, namespace, 'observability'),
      [`${LABEL}/enforce`]: 'privileged',
      [`${LABEL}/warn`]: 'restricted',
      [`${LABEL}/audit`]: 'restricted',
    },
    clusterScoped: true,
    fields: () => ({}),
  });
  return chart;
}

/** Each agent reads the logs of all containers: a second one doubles the load of every node. */
function sayTwice(scope: Construct): void {
  const all = readers.of(scope);
  const [first] = all;
  if (first && all.length === 1) {
    notice(
      scope,
      `the logs of all containers are read twice, for ${first.node.path} too`,
      'pass logs: Logs.none() to all but one Observability of the cluster',
    );
  }
  all.push(scope);
}
