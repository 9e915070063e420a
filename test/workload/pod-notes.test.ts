import { type WebAppProps, Worker } from '../../lib';
import { find, podOf, testChart } from '../support/charts';
import { deploymentOf, expectFailure, mainOf } from '../web-app/support';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('labels and annotations of pods', () => {
  it('are on the pods, and in no selector', () => {
    const { spec } = deploymentOf({
      podLabels: { 'acme.com/team': 'shop' },
      podAnnotations: { 'acme.com/mesh': 'off' },
    });
    expect(spec.template.metadata.labels).toMatchObject({ 'acme.com/team': 'shop', 'app.kubernetes.io/name': 'web' });
    expect(spec.template.metadata.annotations).toMatchObject({ 'acme.com/mesh': 'off' });
    expect(spec.selector.matchLabels).not.toHaveProperty('acme.com/team');
  });

  it('may say again what Mainstay says', () => {
    const key = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';
    expect(deploymentOf({ podAnnotations: { [key]: 'tmp' } }).spec.template.metadata.annotations[key]).toBe('tmp');
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    ['a label names the pods', { podLabels: { 'app.kubernetes.io/name': 'a' } }, /podLabels must not have a label/],
    ['a label selects the pods', { selector: { app: 'a' }, podLabels: { app: 'b' } }, /selects or names the pods/],
    ['a label is none', { podLabels: { 'a b': 'c' } }, /a label must be at most 63/],
    ['the key of an annotation is none', { podAnnotations: { '-': '' } }, /a key of podAnnotations must be a name/],
    [
      'an annotation contradicts a prop',
      { podAnnotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'other' } },
      /podAnnotations must not contradict what a prop sets, tmp, got .*: other; remove it from podAnnotations/,
    ],
  ])('fail when %s', (_, props, message) => expectFailure(props, message));
});

describe('the pull policy of a workload', () => {
  it('wins over that of the app, for its init containers too', () => {
    const chart = testChart();
    new Worker(chart, 'mailer', { image, imagePullPolicy: 'Never', initContainers: [{ name: 'init', image }] });
    const { containers, initContainers } = podOf(find(chart, 'Deployment'));
    const policies = [...containers, ...initContainers].map(({ imagePullPolicy }) => imagePullPolicy);
    expect(policies).toEqual(['Never', 'Never']);
  });
});

describe('amounts', () => {
  it('can be quantities', () => {
    const props = { memory: '1.5Gi', cpu: '250m', cpuLimit: '1.5', ephemeralStorage: '100M' } as const;
    expect(mainOf(props)['resources']).toEqual({
      limits: { cpu: '1500m', 'ephemeral-storage': '100M', memory: '1536Mi' },
      requests: { cpu: '250m', 'ephemeral-storage': '100M', memory: '1536Mi' },
    });
  });

  it.each<[string, object, RegExp]>([
    ['a quantity has no unit of Kubernetes', { memory: '512MB' }, /use Size.mebibytes\(512\)/],
    ['a quantity of CPU has a unit', { cpu: '1 core' }, /cpu must be a Cpu or a quantity such as '250m'/],
    ['a quantity is nothing', { memory: '0Mi' }, /memory must be a positive amount/],
    ['a quantity is no whole number of bytes', { memory: '0.3Ki' }, /memory must be a positive amount of whole bytes/],
    ['the request is above the limit', { cpu: '2', cpuLimit: '1500m' }, /cpu must not be above cpuLimit/],
  ])('fail when %s', (_, props, message) => expectFailure(props as Partial<WebAppProps>, message));
});
