import { Duration } from 'cdk8s';
import { Cluster, type WebAppProps } from '../../lib';
import { find } from '../support/charts';
import { expectFailure, misfits, podSpecOf, web } from './support';

describe('the place of a WebApp', () => {
  it('is on the nodes that it asks for, and in front of others', () => {
    const props: Partial<WebAppProps> = {
      arch: 'arm64',
      nodeSelector: { 'acme.com/pool': 'web' },
      priorityClass: 'important',
      tolerations: [
        { key: 'dedicated', value: 'web', effect: 'NoSchedule' },
        { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', evictAfter: Duration.seconds(30) },
      ],
    };
    const pod = podSpecOf(props);
    expect(pod['nodeSelector']).toEqual({ 'acme.com/pool': 'web', 'kubernetes.io/arch': 'arm64' });
    expect(pod['priorityClassName']).toBe('important');
    expect(pod['tolerations']).toEqual([
      { key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
    ]);
    expect(misfits(web(props))).toEqual([]);
  });

  it('can be spot nodes, as each cloud marks them', () => {
    const affinity = (props: Partial<WebAppProps>, cluster: Cluster) => podSpecOf(props, cluster)['affinity'];
    const required = affinity({ spot: 'require' }, Cluster.eks()).nodeAffinity;
    expect(required.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toHaveLength(2);
    const preferred = affinity({ spot: 'prefer' }, Cluster.gke());
    expect(preferred.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution).toEqual([
      {
        preference: { matchExpressions: [{ key: 'cloud.google.com/gke-spot', operator: 'In', values: ['true'] }] },
        weight: 50,
      },
    ]);
    expect(preferred).toHaveProperty('podAntiAffinity');
    expect(podSpecOf({ spot: 'require' }, Cluster.aks())['tolerations']).toEqual([
      { effect: 'NoSchedule', key: 'kubernetes.azure.com/scalesetpriority', operator: 'Equal', value: 'spot' },
    ]);
    for (const cluster of [Cluster.eks(), Cluster.gke(), Cluster.aks()]) {
      expect(misfits(web({ spot: 'require' }, cluster))).toEqual([]);
    }
  });

  it('asks other name servers, and may connect to them', () => {
    const props = {
      dns: { nameservers: ['10.0.0.10', 'fd00::10'], searches: ['acme.internal'], ndots: 1, cluster: false },
    };
    expect(podSpecOf(props)).toMatchObject({
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: ['10.0.0.10', 'fd00::10'],
        options: [{ name: 'ndots', value: '1' }],
        searches: ['acme.internal'],
      },
    });
    const peers = find(web(props), 'NetworkPolicy')['spec'].egress.flatMap((rule: { to: unknown[] }) => rule.to);
    expect(peers).toContainEqual({ ipBlock: { cidr: '10.0.0.10/32' } });
    expect(peers).toContainEqual({ ipBlock: { cidr: 'fd00::10/128' } });
    expect(misfits(web(props))).toEqual([]);
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    ['the architecture is unknown', { arch: 'sparc' as never }, /arch must be one of amd64, arm64/],
    [
      'a label of nodes is none',
      { nodeSelector: { 'a b': 'c' } },
      /a label of nodes must be one that Kubernetes takes/,
    ],
    [
      'nobody knows spot nodes',
      { spot: 'prefer' },
      /how the cluster marks spot nodes must be known, got cluster generic/,
    ],
    ['the priority is no name', { priorityClass: 'Very High' }, /priorityClass must be a DNS name/],
    ['a toleration has a value only', { tolerations: [{ value: 'web' }] }, /a toleration with a value needs a key/],
    [
      'a toleration is for a time',
      { tolerations: [{ key: 'a', evictAfter: Duration.seconds(1) }] },
      /only a toleration of NoExecute/,
    ],
    ['a toleration is no taint', { tolerations: [{ key: 'a b' }] }, /a toleration must name a taint/],
    ['a name server is a name', { dns: { nameservers: ['dns.example.com'] } }, /a name server must be an address/],
    [
      'there are too many name servers',
      { dns: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] } },
      /at most 3/,
    ],
    ['nobody is asked for names', { dns: { cluster: false } }, /dns needs somebody to ask/],
    ['there are too many dots', { dns: { ndots: 16 } }, /dns.ndots must be a whole number from 0 to 15/],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));
});
