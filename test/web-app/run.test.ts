import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Cluster, ConfigKey, PodField, Port, SecretKey, type WebAppProps } from '../../lib';
import { find } from '../support/charts';
import { deploymentOf, expectFailure, mainOf, misfits, podSpecOf, web } from './support';

describe('what a WebApp runs', () => {
  it('takes its command, arguments and environment from wherever they are', () => {
    const { command, args, env } = mainOf({
      command: ['/shop'],
      args: ['--port', '8080'],
      env: {
        MODE: 'fast',
        TOKEN: SecretKey.of('stripe', 'token'),
        REGION: ConfigKey.of('platform', 'region'),
        POD: PodField.name(),
        TEAM: PodField.label('acme.com/team'),
        GOMEMLIMIT: PodField.memoryLimit(),
      },
    });
    expect([command, args]).toEqual([['/shop'], ['--port', '8080']]);
    expect(env).toEqual([
      { name: 'MODE', value: 'fast' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { key: 'token', name: 'stripe' } } },
      { name: 'REGION', valueFrom: { configMapKeyRef: { key: 'region', name: 'platform' } } },
      { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'TEAM', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['acme.com/team']" } } },
      { name: 'GOMEMLIMIT', valueFrom: { resourceFieldRef: { divisor: '0', resource: 'limits.memory' } } },
    ]);
  });

  it('serves several ports, of several protocols', () => {
    const props = { ports: [Port.tcp(9000, 'grpc'), Port.udp(5353, 'discovery')] };
    const { ports } = find(web(props), 'Service')['spec'];
    expect(ports).toEqual([
      { name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 },
      { appProtocol: 'kubernetes.io/h2c', name: 'grpc', port: 9000, protocol: 'TCP', targetPort: 9000 },
      { name: 'discovery', port: 5353, protocol: 'UDP', targetPort: 5353 },
    ]);
    expect(mainOf(props)['ports'].map((p: { name: string }) => p.name)).toEqual(['http', 'grpc', 'discovery']);
    expect(misfits(web(props))).toEqual([]);
  });

  it('opens the lowest port without root', () => {
    const { sysctls } = podSpecOf({ port: Port.tcp(443, 'https'), servicePort: 443, ports: [Port.tcp(80)] })[
      'securityContext'
    ];
    expect(sysctls).toEqual([{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }]);
  });

  it('runs as the user and group that it is told, and pulls with the Secrets that it is told', () => {
    const pod = podSpecOf({ user: 20000, group: 30000, imagePullSecrets: ['ghcr', 'ghcr'] });
    expect(pod['securityContext']).toMatchObject({ runAsUser: 20000, runAsGroup: 30000, fsGroup: 30000 });
    expect(pod['imagePullSecrets']).toEqual([{ name: 'ghcr' }]);
  });

  it('runs as the group root, to which images for OpenShift give their files', () => {
    expect(podSpecOf({ user: 50000, group: 0 })['securityContext']).toMatchObject({
      runAsUser: 50000,
      runAsNonRoot: true,
      runAsGroup: 0,
      fsGroup: 0,
    });
  });

  it('pulls a tag again and a digest once', () => {
    expect(mainOf()['imagePullPolicy']).toBe('Always');
    expect(mainOf({ image: `shop@sha256:${'a'.repeat(64)}` })['imagePullPolicy']).toBe('IfNotPresent');
  });

  it('runs init containers and sidecars as hardened as itself', () => {
    const props: Partial<WebAppProps> = {
      writable: ['/var/cache'],
      initContainers: [
        { name: 'warm', image: 'busybox:1.36', command: ['cp', '/seed', '/var/cache'], shares: ['/var/cache'] },
      ],
      sidecars: [{ name: 'proxy', image: 'envoy:1.30', memory: Size.mebibytes(128), cpu: Cpu.millis(50), user: 101 }],
    };
    const [proxy, warm] = podSpecOf(props)['initContainers'];
    expect(proxy).toMatchObject({
      name: 'proxy',
      restartPolicy: 'Always',
      resources: { limits: { memory: '128Mi' }, requests: { cpu: '50m' } },
      securityContext: { readOnlyRootFilesystem: true, runAsUser: 101, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ mountPath: '/tmp', name: 'tmp-proxy' }],
    });
    expect(warm).not.toHaveProperty('restartPolicy');
    expect(warm.volumeMounts).toEqual([
      { mountPath: '/tmp', name: 'tmp-warm' },
      { mountPath: '/var/cache', name: 'var-cache' },
    ]);
    expect(deploymentOf(props)['spec'].template.metadata.annotations).toEqual({
      'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'tmp,var-cache,tmp-proxy,tmp-warm',
    });
    expect(misfits(web(props))).toEqual([]);
  });

  const extra = { name: 'proxy', image: 'envoy:1.30' };
  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'a sidecar has the name of the app',
      { sidecars: [{ ...extra, name: 'web' }] },
      /a container must have a name of its own/,
    ],
    ['two containers have one name', { sidecars: [extra], initContainers: [extra] }, /in the pod, got proxy; rename/],
    ['a sidecar has no version', { sidecars: [{ ...extra, image: 'envoy' }] }, /image must name a version/],
    ['a sidecar is root', { sidecars: [{ ...extra, user: 0 }] }, /user must be a whole number from 1/],
    [
      'a sidecar shares what is not there',
      { sidecars: [{ ...extra, shares: ['/data'] }] },
      /got \/data; use one of \/tmp/,
    ],
    [
      'two ports have one name',
      { ports: [Port.tcp(9000, 'http')] },
      /ports must have names of their own, got http twice/,
    ],
    [
      'a port is that of the Service',
      { ports: [Port.tcp(80, 'admin')] },
      /servicePort must not be that of another port/,
    ],
    ['a pull secret is no name', { imagePullSecrets: ['My Secret'] }, /the name of a pull secret must be a DNS name/],
    ['the group is no number of a group', { group: -1 }, /group must be a whole number from 0/],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));

  it('fails when there are sidecars and the cluster is too old', () => {
    expectFailure(
      { sidecars: [extra] },
      /sidecars need Kubernetes 1.29, got 1.28/,
      Cluster.generic({ version: '1.28' }),
    );
  });

  it('fails when a key is no key', () => {
    expect(() => ConfigKey.of('platform', 'a b')).toThrow(/a key of a ConfigMap must be letters/);
    expect(() => ConfigKey.of('Platform', 'a')).toThrow(/the name of a ConfigMap must be a DNS name/);
    expect(() => PodField.label('a b')).toThrow(/a label or annotation must be a name/);
  });
});
