/** Scanners that find nothing prove nothing: each must find a known fault, and accept the same object without it. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { removeAtExit } from '../cleanup';
import { type Connection, connections, type Endpoint } from '../connectivity';
import { unexcepted } from '../scanner-exceptions';
import { runKubeLinter, runKubeScore } from '../scanners';
import { check, messageOf } from './checks';

const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-scanners-'));
removeAtExit(directory);

function write(name: string, ...documents: object[]): string {
  const file = path.join(directory, name);
  writeFileSync(file, documents.map((document) => stringify(document)).join('---\n'));
  return file;
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'nobody', namespace: 'check' },
  spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] },
};

const pod = (tag: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'check', labels: { app: 'nobody' } },
  spec: { containers: [{ name: 'web', image: `example.com/web:${tag}`, ports: [{ containerPort: 80 }] }] },
});

check('kube-linter finds a Service without pods, until there is one', async () => {
  const alone = await runKubeLinter([write('service.yaml', service)]);
  const dangling = alone.filter(({ check: name }) => name === 'dangling-service');
  assert.deepEqual(
    dangling.map(({ object, severity }) => [object, severity]),
    [['Service/check/nobody', 'error']],
  );
  const together = await runKubeLinter([write('both.yaml', service, pod('1.0'))]);
  assert.ok(together.length > 0);
  assert.ok(!together.some(({ check: name }) => name === 'dangling-service'));
});

check('an exception that nothing needs is told', async () => {
  const { findings, unused } = await unexcepted([write('one.yaml', pod('1.0'))]);
  assert.ok(findings.some((finding) => finding.startsWith('kube-score/container-security-context')));
  assert.ok(unused.some((exception) => exception.startsWith('kube-linter/exposed-services Service/quickstart')));
});

check('kube-linter fails when there is nothing to check or a file is broken', async () => {
  assert.match(await messageOf(runKubeLinter([write('empty.yaml')])), /no valid objects/i);
  const broken = path.join(directory, 'broken.yaml');
  writeFileSync(broken, 'apiVersion: v1\nkind: Service\nspec: [');
  assert.match(await messageOf(runKubeLinter([broken])), /broken\.yaml/);
});

check('kube-score finds an image tagged latest, and nothing about a CPU limit', async () => {
  const latest = await runKubeScore([write('latest.yaml', pod('latest'))]);
  assert.ok(latest.some(({ check: name, severity }) => name === 'container-image-tag' && severity === 'error'));
  const tagged = await runKubeScore([write('tagged.yaml', pod('1.0'))]);
  assert.ok(tagged.length > 0);
  assert.ok(!tagged.some(({ check: name, message }) => name === 'container-image-tag' || /CPU limit/.test(message)));
});

check('kube-score fails when there is nothing to check', async () => {
  assert.match(await messageOf(runKubeScore([write('nothing.yaml')])), /nothing to check/);
});

const deny = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};
const allow = (name: string, app: string, rules: object) => ({
  ...deny,
  metadata: { name, namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { app } },
    policyTypes: Object.keys(rules).includes('egress') ? ['Egress'] : ['Ingress'],
    ...rules,
  },
});
const endpoints: Endpoint[] = [
  { name: 'web', namespace: 'shop', labels: { app: 'web' }, ports: [{ port: 8080, name: 'http' }] },
  { name: 'store', namespace: 'shop', labels: { app: 'store' }, ports: [{ port: 6379 }, { port: 9121 }] },
  { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: [{ port: 53, protocol: 'UDP' }] },
  { name: 'internet', ip: '203.0.113.7', ports: [{ port: 443 }] },
];
const allowed = (found: readonly Connection[]) =>
  found.filter((each) => each.allowed).map(({ from, to, port, protocol }) => `${from} → ${to}:${port}/${protocol}`);

check('cyclonus allows everything without policies, and only what the policies say with them', async () => {
  const open = await connections({ policies: [], endpoints });
  assert.equal(allowed(open).length, open.length);
  const policies = [
    deny,
    allow('web-out', 'web', {
      egress: [
        { to: [{ podSelector: { matchLabels: { app: 'store' } } }], ports: [{ port: 6379 }] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ port: 443 }] },
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
          ports: [{ port: 53, protocol: 'UDP' }],
        },
      ],
    }),
    allow('store-in', 'store', {
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 6379 }] }],
    }),
    allow('web-in', 'web', {
      ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 'http' }] }],
    }),
  ];
  assert.deepEqual(allowed(await connections({ policies, endpoints })), [
    'web → store:6379/TCP',
    'web → dns:53/UDP',
    'web → internet:443/TCP',
    'dns → internet:443/TCP',
    'internet → web:8080/TCP',
    'internet → dns:53/UDP',
  ]);
});

check('cyclonus fails for a policy without policyTypes', async () => {
  const policy = { ...deny, spec: { podSelector: {} } };
  assert.match(await messageOf(connections({ policies: [policy], endpoints })), /missing spec\.policyTypes/);
});
