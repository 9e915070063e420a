import type { Mistake } from './broken';
import { type Fields, main, podOf } from './good-app';

const web = (rule: string, name: string, change: (container: Fields) => void, got: unknown): Mistake => ({
  rule,
  name,
  change: ({ deployment }) => change(main(deployment)),
  got,
});

const env = (name: string, value: string): Mistake =>
  web('plain-secret-env', `${name} is ${value.slice(0, 30)}`, (c) => c.env.push({ name, value }), [name]);

export const CONTAINERS: readonly Mistake[] = [
  web('memory-limit', 'there is no memory limit', (c) => delete c.resources.limits, undefined),
  web('memory-limit', 'only CPU is limited', (c) => (c.resources.limits = { cpu: '1' }), { cpu: '1' }),
  {
    rule: 'memory-limit',
    name: 'an init container has no memory limit',
    change: ({ deployment }) => {
      const { resources, ports, ...rest } = main(deployment);
      const init = { ...rest, name: 'init', readinessProbe: undefined, livenessProbe: undefined };
      podOf(deployment).initContainers = [{ ...init, resources: { requests: resources.requests } }];
    },
    got: undefined,
  },
  {
    rule: 'cpu-request',
    name: 'no CPU is requested',
    change: ({ job }) => {
      main(job).resources = { limits: { memory: '1Gi' } };
    },
    got: undefined,
  },
  web('image-version', 'the tag is latest', (c) => (c.image = 'nginx:latest'), 'nginx:latest'),
  web('image-version', 'there is no tag', (c) => (c.image = 'localhost:5000/nginx'), 'localhost:5000/nginx'),
  web('image-version', 'there is no image', (c) => delete c.image, undefined),
  web('command-flag', 'the command starts with a flag', (c) => (c.command = ['--port', '80']), ['--port', '80']),
  env('DB_PASSWORD', 'hunter2'),
  env('API_KEY', 'abc'),
  env('github_token', 'h7Kq2mZx91'),
  env('STORE_URL', 'redis://:hunter2@cache.example.com:6379'),
  env('CERT', '-----BEGIN RSA PRIVATE KEY-----'),
  web('equal-probes', 'liveness asks what readiness asks', (c) => (c.livenessProbe = { ...c.readinessProbe }), {
    httpGet: { path: '/ready', port: 8080 },
  }),
  web('unique-env', 'a variable is set twice', (c) => c.env.push({ name: 'LOG_LEVEL', value: 'debug' }), [
    'LOG_LEVEL',
    'LOG_LEVEL',
  ]),
  web(
    'unique-container-port',
    'a port is there twice',
    (c) => c.ports.push({ containerPort: 8080, name: 'b' }),
    [8080, 8080],
  ),
  web('port-range', 'a port is 70000', (c) => c.ports.push({ containerPort: 70000, name: 'big' }), [70000]),
  web('unique-mount', 'two volumes are mounted at a path', (c) => (c.volumeMounts[1].mountPath = '/etc/web'), [
    '/etc/web',
    '/etc/web',
  ]),
  web('mounted-volume', 'a mount has no volume', (c) => (c.volumeMounts[0].name = 'setings'), ['setings']),
  web(
    'request-above-limit',
    'more is requested than the limit',
    (c) => (c.resources.requests.memory = '1Gi'),
    'memory 1Gi above 64Mi',
  ),
  web('quantity', 'a quantity has a wrong unit', (c) => (c.resources.requests.cpu = '1 core'), 'cpu 1 core'),
  web('quantity', 'a quantity is negative', (c) => (c.resources.requests.cpu = '-1'), 'cpu -1'),
  web('probe-port', 'a probe names a port that is not there', (c) => (c.livenessProbe.tcpSocket.port = 'web'), 'web'),
  web('probe-port', 'a probe asks another number', (c) => (c.readinessProbe.httpGet.port = 80), 80),
];

export const MEMORY_REQUEST: Mistake = web(
  'memory-request',
  'no memory is requested or limited',
  (c) => (c.resources = { requests: { cpu: '1' } }),
  { cpu: '1' },
);
