import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { App, Permission, SecurityBaseline, type SecurityBaselineProps, WebApp } from '../../lib';
import { verify } from '../../lib/security-baseline';
import { goodApp, main } from './good-app';

const IMAGE = `ghcr.io/acme/web:1@sha256:${'a'.repeat(64)}`;

function app(more: (chart: Chart) => void, props: SecurityBaselineProps = {}, outdir = 'dist'): App {
  const root = new App({ outdir });
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', props);
  more(chart);
  return root;
}

const service = (chart: Chart, type: string): ApiObject =>
  new ApiObject(chart, 'open', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'open' },
    spec: { type, ports: [{ port: 80 }] },
  } as never);

describe('the severity of a finding', () => {
  it('is a warning that synth prints with its path, and writes all the same', () => {
    const outdir = mkdtempSync(path.join(tmpdir(), 'mainstay-severity-'));
    const printed: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(`${text}`) > 0);
    try {
      const root = app((chart) => service(chart, 'NodePort'), {}, outdir);
      root.synth();
      expect(root.synthYaml()).toContain('type: NodePort');
    } finally {
      write.mockRestore();
      rmSync(outdir, { recursive: true });
    }
    expect(printed).toEqual([
      '[shop/open] a Service must not take a port of every node, got NodePort; use ClusterIP and an Ingress (node-port)\n',
    ]);
  });

  it('is an error that stops synth', () => {
    expect(() => app((chart) => service(chart, 'LoadBalancer')).synthYaml()).toThrow(
      'a load balancer must say whom it lets in, got nothing; set loadBalancerSourceRanges, or use an Ingress (open-load-balancer)',
    );
  });

  it('stands in what verify returns', () => {
    const manifests = goodApp();
    manifests['service'].spec.type = 'NodePort';
    main(manifests['job']).image = 'acme/shop:latest';
    expect(verify(Object.values(manifests)).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      'image-version error',
      'node-port warning',
    ]);
  });
});

describe('the images of a namespace', () => {
  const rules = (image: string, registries?: string[], digests?: boolean): readonly string[] => {
    const manifests = goodApp();
    main(manifests['job']).image = image;
    const found = verify(Object.values(manifests), { ...(registries && { registries }), ...(digests && { digests }) });
    return found.filter(({ object }) => object?.name === 'migrate').map(({ rule }) => rule);
  };

  test.each([
    ['of a registry', 'ghcr.io/acme/shop:1', ['ghcr.io'], []],
    ['of a part of a registry', 'ghcr.io/acme/shop:1', ['ghcr.io/acme/'], []],
    ['of Docker Hub without its name', 'nginx:1', ['docker.io/library'], []],
    ['of a registry with a port', 'localhost:5000/shop:1', ['localhost:5000'], []],
    ['of another registry', 'quay.io/acme/shop:1', ['ghcr.io'], ['image-registry']],
    ['of an owner whose name only begins so', 'ghcr.io/acme-evil/shop:1', ['ghcr.io/acme'], ['image-registry']],
  ])('may be %s, or fails', (_, image, registries, expected) => {
    expect(rules(image, registries)).toEqual(expected);
  });

  it('fails when an image has no digest and digests are asked for', () => {
    expect(rules('ghcr.io/acme/shop:1', undefined, true)).toEqual(['image-digest']);
    expect(rules(IMAGE, undefined, true)).toEqual([]);
  });

  it('are judged as the App replaces them', () => {
    const web = (chart: Chart): WebApp => new WebApp(chart, 'web', { image: IMAGE, health: '/healthz' });
    expect(() => app(web, { registries: ['ghcr.io/acme'], digests: true }).synthYaml()).not.toThrow();
    expect(() => app(web, { registries: ['registry.example.com'] }).synthYaml()).toThrow(
      'container web must run an image of a registry of the baseline',
    );
  });

  it('fails when a registry is none', () => {
    expect(() => app(() => undefined, { registries: ['https://ghcr.io'] }).synthYaml()).toThrow(
      /registries.*got https:\/\/ghcr\.io; use a form such as 'ghcr\.io\/acme'/s,
    );
  });
});

test('the default ServiceAccount of the namespace has no token', () => {
  expect(app(() => undefined).synthYaml()).toMatch(
    /kind: ServiceAccount\n(?:(?!---)[^\n]*\n)*? {2}name: default\n {2}namespace: shop\nautomountServiceAccountToken: false\n/,
  );
});

test('kubectl asks for the default ServiceAccount last, when the cluster has made it, and the Namespace comes first', () => {
  const yaml = app((chart) => new WebApp(chart, 'web', { image: IMAGE })).synthYaml();
  const objects = yaml.split('---\n').map((text) => text.match(/^kind: (.*)$/m)?.[1]);

  expect(objects[0]).toBe('Namespace');
  expect(objects.length).toBeGreaterThan(8);
  expect(yaml.split('---\n').at(-1)).toMatch(/^kind: ServiceAccount\n(.*\n)+? {2}name: default$/m);
});

test.each([
  ['secrets', 'list', '', 'list or watch Secrets', 'rbac-list-secrets'],
  ['secrets', 'get', '', 'get every Secret', 'rbac-get-secrets'],
  ['pods/exec', 'create', '', 'enter running pods', 'rbac-exec'],
  ['serviceaccounts/token', 'create', '', 'make tokens of ServiceAccounts', 'rbac-token'],
  ['rolebindings', 'create', 'rbac.authorization.k8s.io', 'write roles or bindings', 'rbac-grants'],
])('Permission fails when it is about %s and %s', (resource, verb, apiGroup, what, rule) => {
  expect(() => Permission.of({ resources: [resource], verbs: [verb], apiGroup })).toThrow(
    new RegExp(`a permission must not let an app ${what}, got ${verb} ${resource}; .*\\(${rule}\\)`),
  );
});

test('Permission allows to get a named Secret, and to create pods', () => {
  expect(Permission.of({ resources: ['secrets'], verbs: ['get'], names: ['stripe'] }).rule).toMatchObject({
    resourceNames: ['stripe'],
  });
  expect(Permission.of({ resources: ['pods'], verbs: ['create'] }).rule).toMatchObject({ verbs: ['create'] });
});
