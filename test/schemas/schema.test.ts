import { validateManifest } from '../support/schema';

const container = { name: 'web', image: 'ghcr.io/acme/web:1.0.0', ports: [{ containerPort: 8080, name: 'http' }] };
const labels = { 'app.kubernetes.io/name': 'web' };

function deployment(change: { container?: object; spec?: object; labels?: object } = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', labels: { ...labels, ...change.labels } },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ ...container, ...change.container }] } },
      ...change.spec,
    },
  };
}

function monitor(endpoint: object) {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: labels }, endpoints: [endpoint] },
  };
}

describe('a native manifest', () => {
  it('is accepted when every field is known and has the right type', () => {
    const resources = { requests: { cpu: '100m', memory: '1.5Gi' }, limits: { cpu: 1 } };
    expect(validateManifest(deployment({ container: { resources } }))).toEqual([]);
  });

  it('may say a port by number, by name or in percent', () => {
    const strategy = { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } };
    const livenessProbe = { httpGet: { port: 'http' } };
    expect(validateManifest(deployment({ spec: { strategy }, container: { livenessProbe } }))).toEqual([]);
  });

  it.each([
    ['an unknown field', { container: { imagePulPolicy: 'Always' } }, 'containers[0]: unknown field "imagePulPolicy"'],
    ['a wrong type', { spec: { replicas: '2' } }, 'spec.replicas: must be integer, got "2"'],
    ['a missing field', { spec: { selector: undefined } }, "spec: must have required property 'selector'"],
    ['a null', { spec: { replicas: null } }, 'spec.replicas: must be integer, got null'],
    ['a quantity that does not parse', { container: { resources: { limits: { memory: '1 GB' } } } }, 'limits.memory'],
    ['a label value over 63 characters', { labels: { team: 'x'.repeat(64) } }, 'metadata.labels.team'],
    ['a label key with a space', { labels: { 'my team': 'x' } }, 'metadata.labels'],
    [
      'two ports of one number',
      { container: { ports: [{ containerPort: 1 }, { containerPort: 1, protocol: 'TCP' }] } },
      'ports: two entries with containerPort 1, protocol TCP',
    ],
    ['two variables of one name', { container: { env: [{ name: 'A' }, { name: 'A' }] } }, 'two entries with name A'],
  ])('fails with %s', (_, change, expected) => {
    const errors = validateManifest(deployment(change));
    expect(errors).toContainEqual(expect.stringContaining(expected));
    expect(errors.every((error) => error.startsWith('Deployment/web: '))).toBe(true);
  });

  it('fails without a name', () => {
    expect(validateManifest({ apiVersion: 'v1', kind: 'Namespace', metadata: {} })).toEqual([
      'Namespace/undefined: metadata.name: must be a lowercase name, got undefined',
    ]);
  });
});

describe('another version of Kubernetes', () => {
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'x' },
    spec: { validations: [{ expression: 'true' }] },
  };

  it('knows the kinds of that version only', () => {
    expect(validateManifest(policy, '1.36')).toEqual([]);
    expect(validateManifest(policy, '1.27')).toEqual([
      'ValidatingAdmissionPolicy/x: no schema for admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy in Kubernetes 1.27',
    ]);
  });

  it('knows the fields of that version only', () => {
    const lifecycle = { preStop: { sleep: { seconds: 5 } } };
    expect(validateManifest(deployment({ container: { lifecycle } }), '1.33')).toEqual([]);
    expect(validateManifest(deployment({ container: { lifecycle } }), '1.27')).toEqual([
      'Deployment/web: spec.template.spec.containers[0].lifecycle.preStop: unknown field "sleep"',
    ]);
  });
});

describe('an unknown manifest', () => {
  it.each([
    ['a kind that no group has', 'apps/v1', 'Deploymnt'],
    ['a kind that left Kubernetes', 'policy/v1beta1', 'PodSecurityPolicy'],
    ['an alpha kind, which is off by default', 'admissionregistration.k8s.io/v1alpha1', 'MutatingAdmissionPolicy'],
    ['a version that the definition does not serve', 'monitoring.coreos.com/v9', 'ServiceMonitor'],
    ['a group that is not installed', 'example.com/v1', 'Certificate'],
  ])('fails for %s', (_, apiVersion, kind) => {
    expect(validateManifest({ apiVersion, kind, metadata: { name: 'x' } })).toEqual([
      `${kind}/x: no schema for ${apiVersion}/${kind} in Kubernetes 1.33`,
    ]);
  });

  it('fails without apiVersion and kind', () => {
    expect(validateManifest({ metadata: { name: 'x' } })).toEqual([
      'no apiVersion and kind in {"metadata":{"name":"x"}}',
    ]);
    expect(validateManifest(undefined)).toHaveLength(1);
  });
});

describe('a custom manifest', () => {
  it('is accepted when it fits the definition', () => {
    expect(validateManifest(monitor({ port: 'metrics', interval: '30s' }))).toEqual([]);
  });

  it.each([
    ['an unknown field', { prot: 'metrics' }, 'spec.endpoints[0]: unknown field "prot"'],
    ['a pattern that does not match', { interval: '30 sec' }, 'spec.endpoints[0].interval: must match pattern'],
    [
      'a value outside its set',
      { scheme: 'ftp' },
      'spec.endpoints[0].scheme: must be equal to one of the allowed values',
    ],
  ])('fails with %s', (_, endpoint, expected) => {
    expect(validateManifest(monitor(endpoint))).toContainEqual(expect.stringContaining(expected));
  });

  it('has its metadata checked as that of a native one', () => {
    const manifest = { ...monitor({}), metadata: { name: 'web', label: {} } };
    expect(validateManifest(manifest)).toEqual(['ServiceMonitor/web: metadata: unknown field "label"']);
  });
});
