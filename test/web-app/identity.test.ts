import { Testing } from 'cdk8s';
import { CloudIdentity, Cluster, Permission, WebApp, type WebAppProps } from '../../lib';
import { find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

function web(props: Partial<WebAppProps>, cluster = Cluster.generic()) {
  const chart = testChart();
  cluster.attachTo(chart);
  new WebApp(chart, 'web', { image: 'a:1', ...props });
  expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  return chart;
}

describe('permissions', () => {
  const lease = { resources: ['leases'], apiGroup: 'coordination.k8s.io', verbs: ['update', 'get'], names: ['web'] };

  it('become a Role of the app alone, and its pods get a token and a way to the API server', () => {
    const chart = web({ permissions: [Permission.read('pods', 'configmaps'), Permission.of(lease)] });
    expect(find(chart, 'Role', 'web')['rules']).toEqual([
      { apiGroups: [''], resources: ['configmaps', 'pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['coordination.k8s.io'], resourceNames: ['web'], resources: ['leases'], verbs: ['get', 'update'] },
    ]);
    expect(find(chart, 'RoleBinding', 'web')).toMatchObject({
      roleRef: { kind: 'Role', name: 'web' },
      subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
    });
    expect(podOf(find(chart, 'Deployment'))['automountServiceAccountToken']).toBe(true);
    expect(find(chart, 'NetworkPolicy')['spec'].egress).toContainEqual({
      ports: [
        { port: 443, protocol: 'TCP' },
        { port: 6443, protocol: 'TCP' },
      ],
    });
  });

  it('are none by default, and so is the token', () => {
    const chart = web({});
    expect([...names(chart, 'Role'), ...names(chart, 'RoleBinding')]).toEqual([]);
    expect(podOf(find(chart, 'Deployment'))['automountServiceAccountToken']).toBe(false);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'resources are a wildcard',
      () => Permission.read('*'),
      /the resources of a permission must be named one by one, got \*; name/,
    ],
    ['subresources are a wildcard', () => Permission.read('pods/*'), /must be named one by one, got pods\/\*/],
    [
      'verbs are a wildcard',
      () => Permission.of({ resources: ['pods'], verbs: ['*'] }),
      /the verbs of a permission must be named one by one, got \*/,
    ],
    [
      'the group is a wildcard',
      () => Permission.of({ ...lease, apiGroup: '*' }),
      /the apiGroup of a permission must be named/,
    ],
    ['nothing is named', () => Permission.read(), /Permission.read must be about kinds as in URLs, got nothing/],
    [
      'it could give itself more',
      () => Permission.of({ resources: ['roles'], verbs: ['escalate', 'get'] }),
      /a permission must not lead to others, got escalate/,
    ],
    [
      'a verb knows no names',
      () => Permission.of({ ...lease, verbs: ['list'] }),
      /must have verbs that know names, got list/,
    ],
    ['names are none', () => Permission.of({ ...lease, names: [] }), /the names of a permission must be given/],
    ['a name is wrong', () => Permission.of({ ...lease, names: ['A'] }), /the name of an object must be a DNS name/],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('fails when the namespace of the app is not known', () => {
    const permissions = [Permission.read('pods')];
    expect(() => new WebApp(Testing.chart(), 'web', { image: 'a:1', permissions })).toThrow(
      /permissions need to know the namespace of the app, got nothing; give its chart a namespace/,
    );
  });
});

describe('a cloud identity', () => {
  const CLIENT = '11111111-2222-3333-4444-555555555555';
  const role = CloudIdentity.awsRole('arn:aws:iam::111122223333:role/shop');
  const google = CloudIdentity.googleServiceAccount('shop-web@acme.iam.gserviceaccount.com');
  const azure = CloudIdentity.azureClient(CLIENT, CLIENT);
  const account = (cloudIdentity: CloudIdentity, cluster: Cluster) =>
    find(web({ cloudIdentity }, cluster), 'ServiceAccount')['metadata'].annotations;
  const egress = (cloudIdentity: CloudIdentity, cluster: Cluster) =>
    find(web({ cloudIdentity }, cluster), 'NetworkPolicy')['spec'].egress;

  it('stands on the ServiceAccount in the words of each cloud', () => {
    expect(account(role, Cluster.eks())).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/shop',
    });
    expect(account(google, Cluster.gke())).toEqual({
      'iam.gke.io/gcp-service-account': 'shop-web@acme.iam.gserviceaccount.com',
    });
    expect(account(azure, Cluster.aks())).toEqual({
      'azure.workload.identity/client-id': CLIENT,
      'azure.workload.identity/tenant-id': CLIENT,
    });
    expect(account(CloudIdentity.awsPodIdentity(), Cluster.eks())).toBeUndefined();
  });

  it('labels the pods on Azure, but not what selects them', () => {
    const deployment = find(web({ cloudIdentity: azure }, Cluster.aks()), 'Deployment');
    expect(deployment['spec'].template.metadata.labels['azure.workload.identity/use']).toBe('true');
    expect(deployment['spec'].selector.matchLabels).not.toHaveProperty('azure.workload.identity/use');
  });

  it('opens the way to where tokens are fetched', () => {
    expect(egress(CloudIdentity.awsPodIdentity(), Cluster.eks())).toContainEqual({
      to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }],
      ports: [{ port: 80, protocol: 'TCP' }],
    });
    expect(egress(google, Cluster.gke())).toContainEqual({
      to: [{ ipBlock: { cidr: '169.254.169.252/32' } }, { ipBlock: { cidr: '169.254.169.254/32' } }],
      ports: [
        { port: 80, protocol: 'TCP' },
        { port: 988, protocol: 'TCP' },
      ],
    });
    expect(egress(role, Cluster.eks())).toContainEqual(
      expect.objectContaining({ ports: [{ port: 443, protocol: 'TCP' }] }),
    );
  });

  it.each([
    [role, Cluster.gke(), /\[shop\/web\] this cloud identity works on eks, got cluster gke; use Cluster.eks\(\)/],
    [google, Cluster.generic(), /works on gke, got cluster generic/],
    [azure, Cluster.eks(), /works on aks, got cluster eks/],
  ])('fails when the cluster is of another cloud', (cloudIdentity, cluster, message) => {
    expect(() => web({ cloudIdentity }, cluster)).toThrow(message);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'an ARN is no role',
      () => CloudIdentity.awsRole('shop'),
      /a role of AWS must be given by its ARN, got shop; use a form such as arn:/,
    ],
    [
      'an address is no service account',
      () => CloudIdentity.googleServiceAccount('me@gmail.com'),
      /a service account of Google must be given by its address/,
    ],
    [
      'an id is no UUID',
      () => CloudIdentity.azureClient('shop'),
      /an identity of Azure must be given by UUIDs, got shop/,
    ],
    [
      'a tenant is no UUID',
      () => CloudIdentity.azureClient(CLIENT, 'acme'),
      /an identity of Azure must be given by UUIDs, got acme/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
