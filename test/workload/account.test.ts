import { CloudIdentity, Cluster, Permission, WebApp, type WebAppProps, Worker } from '../../lib';
import { find, type Manifest, names, podOf, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('an account that several workloads share', () => {
  const shared = (props: Partial<WebAppProps> = {}, permissions: readonly Permission[] = []) => {
    const chart = testChart();
    Cluster.eks().attachTo(chart);
    const web = new WebApp(chart, 'web', { image, ...props });
    new Worker(chart, 'mailer', { image, serviceAccount: web.serviceAccount, permissions });
    return chart;
  };

  it('is made once', () => {
    const chart = shared();
    expect(names(chart, 'ServiceAccount')).toEqual(['web']);
    expect(podOf(find(chart, 'Deployment', 'mailer'))['serviceAccountName']).toBe('web');
  });

  it('has the permissions of each', () => {
    const chart = shared({ permissions: [Permission.read('configmaps')] }, [Permission.read('pods')]);
    expect(names(chart, 'Role')).toEqual(['mailer', 'web']);
    expect(find(chart, 'RoleBinding', 'mailer')['subjects'][0].name).toBe('web');
    expect(podOf(find(chart, 'Deployment', 'mailer'))['automountServiceAccountToken']).toBe(true);
  });

  it('fails in another namespace', () => {
    const web = new WebApp(testChart('other'), 'web', { image });
    const make = () => new Worker(testChart(), 'mailer', { image, serviceAccount: web.serviceAccount });
    expect(make).toThrow(
      /serviceAccount must be in the namespace of the pods, got web of other; leave serviceAccount out/,
    );
  });

  it('fails when it is given two identities', () => {
    const role = (name: string) => CloudIdentity.awsRole(`arn:aws:iam::111122223333:role/${name}`);
    const chart = testChart();
    Cluster.eks().attachTo(chart);
    const web = new WebApp(chart, 'web', { image, cloudIdentity: role('web') });
    const serviceAccount = web.serviceAccount;
    const make = () => new Worker(chart, 'mailer', { image, serviceAccount, cloudIdentity: role('mail') });
    expect(make).toThrow(/cloudIdentity of workloads with one ServiceAccount must not contradict/);
  });
});

describe('a writable root', () => {
  it('is that of the program only, and says why', () => {
    const chart = testChart();
    const initContainers = [{ name: 'init', image }];
    new Worker(chart, 'mailer', { image, writableRoot: 'compiles beside its code', initContainers });
    const deployment = find(chart, 'Deployment');
    const isReadOnly = ({ securityContext }: Manifest) => securityContext.readOnlyRootFilesystem;
    const { containers, initContainers: init } = podOf(deployment);
    expect([...containers, ...init].map(isReadOnly)).toEqual([false, true]);
    expect(deployment['metadata'].annotations['ignore-check.kube-linter.io/no-read-only-root-fs']).toBe(
      'compiles beside its code',
    );
  });

  it('fails without a reason', () => {
    const make = (writableRoot: string) => () => new Worker(testChart(), 'mailer', { image, writableRoot });
    expect(make('yes')).toThrow(/writableRoot must be a reason in three words or more, got yes; say what writes where/);
  });
});
