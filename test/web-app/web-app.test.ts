import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Certificate, Cluster, Port, SecretKey, WebApp, type WebAppProps } from '../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';

function web(props: Partial<WebAppProps> = {}, cluster?: Cluster) {
  const chart = testChart();
  cluster?.attachTo(chart);
  new WebApp(chart, 'web', { image, ...props });
  return chart;
}
const container = (props: Partial<WebAppProps>) => containerOf(find(web(props), 'Deployment'));

describe('a WebApp', () => {
  it('renders the same objects for its default props', () => {
    expect(synth(web())).toMatchSnapshot();
  });

  it.each<[string, Partial<WebAppProps>]>([
    ['defaults', {}],
    ['a host', { host: 'shop.example.com', tls: Certificate.fromSecret('shop-tls') }],
    ['scaling', { scaling: { min: 2, max: 5, cpu: 60 } }],
    ['one replica', { replicas: 1 }],
    ['a load balancer', { expose: 'loadBalancer', port: Port.tcp(80) }],
  ])('makes objects that fit their schemas with %s', (_, props) => {
    expect(synth(web(props)).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('asks its health path for readiness and startup, and only a connection for liveness', () => {
    const { readinessProbe, startupProbe, livenessProbe } = container({
      health: '/healthz',
      startup: Duration.minutes(1),
    });
    expect(readinessProbe.httpGet).toMatchObject({ path: '/healthz', port: 'http' });
    expect(startupProbe).toMatchObject({ httpGet: { path: '/healthz' }, failureThreshold: 12, periodSeconds: 5 });
    expect(livenessProbe.tcpSocket).toEqual({ port: 'http' });
  });

  it('has no probe of a port that is not TCP', () => {
    expect(container({ port: Port.udp(5353) })).not.toHaveProperty('readinessProbe');
  });

  it('serves on while it is taken out of load balancing, and has the time to', () => {
    const deployment = find(web({ drain: Duration.seconds(10), shutdown: Duration.seconds(20) }), 'Deployment');
    expect(containerOf(deployment)['lifecycle']).toEqual({ preStop: { sleep: { seconds: 10 } } });
    expect(podOf(deployment)['terminationGracePeriodSeconds']).toBe(30);
    expect(container({ drain: Duration.seconds(0) })).not.toHaveProperty('lifecycle');
  });

  it('sleeps with the command of the image where the cluster has no sleep action', () => {
    const chart = web({}, Cluster.generic({ version: '1.29' }));
    expect(containerOf(find(chart, 'Deployment'))['lifecycle'].preStop.exec.command).toEqual(['sleep', '5']);
  });

  it('requests as much memory as it limits, and limits no CPU', () => {
    expect(container({ memory: Size.mebibytes(300), cpu: Cpu.millis(250) })['resources']).toEqual({
      limits: { 'ephemeral-storage': '512Mi', memory: '300Mi' },
      requests: { cpu: '250m', 'ephemeral-storage': '512Mi', memory: '300Mi' },
    });
  });

  it('opens low ports without root, and writable directories beside the read-only root', () => {
    const deployment = find(web({ port: Port.tcp(80), writable: ['/var/cache/nginx'] }), 'Deployment');
    expect(podOf(deployment)['securityContext'].sysctls).toEqual([
      { name: 'net.ipv4.ip_unprivileged_port_start', value: '80' },
    ]);
    expect(containerOf(deployment)['volumeMounts']).toEqual([
      { mountPath: '/tmp', name: 'tmp' },
      { mountPath: '/var/cache/nginx', name: 'var-cache-nginx' },
    ]);
    expect(deployment['spec'].template.metadata.annotations).toEqual({
      'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'tmp,var-cache-nginx',
    });
  });

  it('leaves replicas to the autoscaler', () => {
    const chart = web({ scaling: { max: 9 } });
    expect(find(chart, 'Deployment')['spec']).not.toHaveProperty('replicas');
    expect(find(chart, 'HorizontalPodAutoscaler')['spec']).toMatchObject({ minReplicas: 3, maxReplicas: 9 });
  });

  it('has a budget from two pods on', () => {
    expect(find(web({ replicas: 2 }), 'PodDisruptionBudget')['spec']).toMatchObject({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
    expect(names(web({ replicas: 1 }), 'PodDisruptionBudget')).toEqual([]);
  });

  it('lets ingress controllers in for a host, and everybody for a load balancer', () => {
    const cluster = Cluster.generic({ ingressNamespaces: ['edge'], ingressClass: 'edge' });
    const chart = web({ host: 'shop.example.com' }, cluster);
    expect(find(chart, 'NetworkPolicy')['spec'].ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } } }],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
    expect(find(chart, 'Ingress')['spec']).toMatchObject({
      ingressClassName: 'edge',
      tls: [{ hosts: ['shop.example.com'] }],
    });
    expect(find(web({ expose: 'loadBalancer' }), 'NetworkPolicy')['spec'].ingress).toEqual([
      { ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
    expect(find(web(), 'NetworkPolicy')['spec'].ingress).toBeUndefined();
  });

  it('keeps selectors when it is renamed or moved', () => {
    const chart = testChart();
    new WebApp(chart, 'renamed', { image, name: 'web' });
    expect(find(chart, 'Deployment')['spec'].selector).toEqual(find(web(), 'Deployment')['spec'].selector);
  });

  it('takes literals and keys of Secrets as environment', () => {
    expect(container({ env: { MODE: 'fast', TOKEN: SecretKey.of('stripe', 'token') } })['env']).toEqual([
      { name: 'MODE', value: 'fast' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { key: 'token', name: 'stripe' } } },
    ]);
  });

  it('has signals when it has metrics', () => {
    const chart = testChart();
    const app = new WebApp(chart, 'web', { image, metrics: { port: Port.tcp(9090, 'metrics') } });
    expect(app.signals.map((signal) => signal.name)).toEqual(['RequestRate', 'ErrorRatio', 'Latency']);
    expect(app.signals.map((signal) => signal.expr('job="web"'))).toEqual(
      expect.arrayContaining([expect.stringContaining('job="web"')]),
    );
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'replicas and scaling are both given',
      { replicas: 2, scaling: { max: 4 } },
      /either replicas or scaling may be given/,
    ],
    ['min is above max', { scaling: { min: 5, max: 2 } }, /scaling.min must not be above scaling.max, got 5 and 2/],
    [
      'two ports have one name',
      { metrics: { port: Port.tcp(9090, 'http') } },
      /ports must have names of their own, got http twice; name the other one/,
    ],
    ['the host has a scheme', { host: 'https://shop.example.com' }, /host must be a host name/],
    ['there is tls without a host', { tls: Certificate.fromController() }, /tls needs a host/],
    ['the image has no version', { image: 'ghcr.io/acme/shop' }, /image must name a version/],
    ['the image is latest', { image: 'ghcr.io/acme/shop:latest' }, /image must name a version/],
    ['the image is no reference', { image: 'not an image' }, /image must be an image reference/],
    ['the name is no DNS label', { name: 'my_app' }, /the name of a Deployment must be a DNS label/],
    ['replicas are a fraction', { replicas: 1.5 }, /replicas must be a whole number/],
    ['memory is nothing', { memory: Size.mebibytes(0) }, /memory must be a positive amount/],
    ['memory is too little for a process', { memory: Size.mebibytes(1) }, /memory must be at least 4Mi, got 1Mi/],
    ['cpu is nothing', { cpu: Cpu.millis(0) }, /cpu must be at least 1m/],
    ['it runs as root', { user: 0 }, /user must be a whole number from 1/],
    ['a writable path is relative', { writable: ['cache'] }, /a writable path must be an absolute path/],
    ['a writable path is given twice', { writable: ['/tmp'] }, /a writable path must be given once/],
    ['a variable is no name', { env: { 'MY-MODE': 'x' } }, /an environment variable must be named/],
    [
      'it is exposed in an unknown way',
      { expose: 'world' as never },
      /expose must be one of cluster, headless, nodePort, loadBalancer/,
    ],
    [
      'the port of the Service is out of range',
      { servicePort: 70000 },
      /servicePort must be a whole number from 1 to 65535/,
    ],
  ])('fails when %s', (_, props, message) => {
    expect(() => synth(web(props))).toThrow(message);
    expect(() => synth(web(props))).toThrow(/^\[shop\/web/);
  });
});

describe('a port', () => {
  it.each([0, 65536, 1.5])('fails when its number is %d', (number) => {
    expect(() => Port.tcp(number)).toThrow(/a port must be a whole number from 1 to 65535/);
  });

  it('fails when its name is too long', () => {
    expect(() => Port.tcp(80, 'a-name-that-is-too-long')).toThrow(/a port name must be at most 15/);
  });
});
