/** Objects of others on the cluster. */
import assert from 'node:assert/strict';
import type { Cluster } from '../cluster';
import { asList } from '../manifests';

const OBJECTS = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'stranger' },
    rules: [{ apiGroups: [''], resources: ['secrets', 'pods/exec'], verbs: ['*'] }],
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stranger', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'registry.example.com/app', securityContext: { privileged: true } }] },
  },
];

/** @throws when the server refuses or warns of one */
export async function strangersPass({ tryKubectl }: Cluster): Promise<void> {
  const { status, stderr } = await tryKubectl(['create', '--dry-run=server', '-f', '-'], asList(OBJECTS));
  assert.equal(stderr, '');
  assert.equal(status, 0);
}
