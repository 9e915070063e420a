import {
  External,
  ObjectStore,
  Port,
  Probe,
  SecretKey,
  StatefulStore,
  WebApp,
  type WebAppProps,
  Worker,
} from '../../lib';
import { portOf } from '../../lib/network/port';
import { Observability } from '../../lib/observability/observability';
import { containerOf, find, names, synth, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';
const portsOf = (props: Partial<WebAppProps>) => {
  const chart = testChart();
  new WebApp(chart, 'web', { image, ...props });
  return containerOf(find(chart, 'Deployment'))['ports'].map(
    ({ name, containerPort }: { name: string; containerPort: number }) => `${name} ${containerPort}`,
  );
};

describe('a port as a number', () => {
  it('is the main port, called http', () => {
    expect(portsOf({ port: 3000 })).toEqual(['http 3000']);
  });

  it('is called for its number where an app has several', () => {
    expect(portsOf({ ports: [8081, Port.tcp(8082)] })).toEqual(['http 8080', 'tcp-8081 8081', 'tcp-8082 8082']);
  });

  it('is the main port when it is listed again', () => {
    expect(portsOf({ port: 3000, ports: [3000] })).toEqual(['http 3000']);
  });

  it.each([9090, Port.tcp(9090)])('is called metrics where metrics are: %s', (port) => {
    expect(portsOf({ metrics: { port } })).toEqual(['http 8080', 'metrics 9090']);
    const chart = testChart();
    new Worker(chart, 'mailer', { image, metrics: { port } });
    expect(containerOf(find(chart, 'Deployment'))['ports']).toMatchObject([{ name: 'metrics', containerPort: 9090 }]);
  });

  it.each([8080, Port.tcp(8080), Port.tcp(8080, 'metrics')])('is the main port where metrics are on it: %s', (port) => {
    expect(portsOf({ metrics: { port } })).toEqual(['http 8080']);
  });

  it('is asked by a probe', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image, health: Probe.http('/ready', { port: 8081 }) });
    expect(containerOf(find(chart, 'Deployment'))['readinessProbe'].httpGet.port).toBe(8081);
  });

  it('is opened outside of the app', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    web.uses(External.host('db.example.com', 5432));
    web.uses(External.cidr('10.20.0.0/16', 5433));
    web.uses(StatefulStore.existing({ host: 'queue.example.com', port: 5672 }));
    const opened = names(chart, 'NetworkPolicy')
      .filter((name) => name.startsWith('web-to-'))
      .map((name) => find(chart, 'NetworkPolicy', name)['spec'].egress[0].ports[0].port);
    expect(opened.sort()).toEqual([5432, 5433, 5672]);
  });

  it('is the port of the pods behind an object store', () => {
    const credentials = { accessKeyId: SecretKey.of('s3', 'id'), secretAccessKey: SecretKey.of('s3', 'key') };
    const { peer } = External.cidr('10.0.0.7/32', 9000);
    const objects = ObjectStore.s3({
      bucket: 'acme',
      endpoint: 'http://minio.minio.svc',
      credentials,
      peer,
      port: 9000,
    });
    expect(objects.model.port).toMatchObject({ number: 9000, protocol: 'TCP' });
  });

  it('is scraped from a construct of the user', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    const queue = { peer: web.peer, signals: [], metrics: { port: 9100, morePorts: [9101] } };
    new Observability(chart, 'observability').watch(queue);
    const text = JSON.stringify(synth(chart));
    expect(text).toContain('9100|9101');
  });
});

describe('a port that cannot be', () => {
  it.each<[string, Partial<WebAppProps>, RegExp]>([
    ['a port is too large', { port: 70000 }, /^\[shop\/web\] port must be a whole number from 1 to 65535, got 70000/],
    ['a port is no whole number', { ports: [80.5] }, /ports must be a whole number from 1 to 65535, got 80.5/],
    [
      'metrics have text for a port',
      { metrics: { port: '9090' as unknown as number } },
      /metrics.port must be a Port or a number, got '9090'; use 9090/,
    ],
    [
      'a port has two names',
      { ports: [Port.tcp(8080, 'admin')] },
      /a port must have one name, got TCP\/8080 as http and admin; leave one out/,
    ],
  ])('fails when %s', (_, props, message) => expect(() => portsOf(props)).toThrow(message));

  it('fails when a port is nothing', () => {
    expect(() => portOf(undefined, 'port', null as unknown as number)).toThrow(
      /port must be a Port or a number, got null/,
    );
  });
});
