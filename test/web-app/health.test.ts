import { Duration } from 'cdk8s';
import { Port, Probe, type WebAppProps } from '../../lib';
import { expectFailure, mainOf, misfits, web } from './support';

const probes = (props: Partial<WebAppProps>) => {
  const { readinessProbe, livenessProbe, startupProbe } = mainOf(props);
  return { readiness: readinessProbe, liveness: livenessProbe, startup: startupProbe };
};

describe('the health of a WebApp', () => {
  it('is a connection unless said otherwise, and nothing restarts', () => {
    const { readiness, liveness, startup } = probes({});
    expect(readiness.tcpSocket).toEqual({ port: 'http' });
    expect(startup).toMatchObject({ tcpSocket: { port: 'http' }, failureThreshold: 24, periodSeconds: 5 });
    expect(liveness).toBeUndefined();
  });

  it('never asks the same for liveness as for readiness by default', () => {
    for (const health of ['/healthz', Probe.tcp(), Probe.grpc(), { readiness: '/ready' }, { startup: '/started' }]) {
      const { readiness, liveness } = probes({ health });
      const { failureThreshold: _f, periodSeconds: _p, ...asked } = liveness ?? {};
      expect(readiness).not.toMatchObject(liveness ? asked : { nothing: 'asked' });
    }
  });

  it('is asked by path, by gRPC, by command, on other ports, and not at all', () => {
    const { readiness, liveness, startup } = probes({
      health: {
        readiness: Probe.http('/ready', { port: Port.tcp(8081), headers: { Host: 'shop' }, tls: true }),
        liveness: Probe.exec(['/shop', 'alive'], {
          period: Duration.seconds(30),
          timeout: Duration.seconds(9),
          failureThreshold: 2,
        }),
        startup: Probe.grpc({ service: 'shop' }),
      },
    });
    const httpHeaders = [{ name: 'Host', value: 'shop' }];
    expect(readiness.httpGet).toEqual({ path: '/ready', port: 8081, scheme: 'HTTPS', httpHeaders });
    expect(liveness).toEqual({
      exec: { command: ['/shop', 'alive'] },
      failureThreshold: 2,
      periodSeconds: 30,
      timeoutSeconds: 9,
    });
    expect(startup.grpc).toEqual({ port: 8080, service: 'shop' });
    expect(probes({ health: Probe.none() })).toEqual({});
  });

  it('has a window for the start that patience with a running app does not change', () => {
    const health = Probe.http('/healthz', { failureThreshold: 1, period: Duration.seconds(10) });
    const { readiness, startup } = probes({ health, startup: Duration.minutes(5) });
    expect(readiness.failureThreshold).toBe(1);
    expect(startup.failureThreshold).toBe(30);
  });

  it('fits the schemas', () => {
    const health = { readiness: Probe.grpc(), liveness: Probe.exec(['true']), startup: '/started' };
    expect(misfits(web({ health }))).toEqual([]);
  });

  it('is not asked on a port that is not TCP', () => {
    expect(probes({ port: Port.udp(5353) })).toEqual({});
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'the path does not begin with a slash',
      { health: 'healthz' },
      /a health path must begin with a slash, got healthz/,
    ],
    ['it is asked by HTTP on UDP', { port: Port.udp(53), health: '/a' }, /a check needs a TCP port, got UDP\/53/],
    ['there is no command', { health: Probe.exec([]) }, /a check needs a command, got an empty list/],
    ['a header is no header', { health: Probe.http('/', { headers: { 'a b': '' } }) }, /a header must be named/],
    [
      'it is asked all the time',
      { health: Probe.tcp({ period: Duration.millis(500) }) },
      /the period of startup in seconds must be/,
    ],
    [
      'the start may take no time',
      { startup: Duration.seconds(0) },
      /startup in seconds must be a whole number from 1/,
    ],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));
});
