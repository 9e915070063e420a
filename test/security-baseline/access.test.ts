import { Chart, Testing } from 'cdk8s';
import { type AccessProps, App, SecurityBaseline, verify } from '../../lib';
import { ACCESS_LEVELS, rightsOf } from '../../lib/security-baseline/access/rights';

const NOW = new Date('2026-11-27T10:00:00Z');
const UNTIL = new Date('2026-11-27T17:30:00Z');

function synth(access: AccessProps) {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', { access, now: NOW });
  const manifests = Testing.synth(chart);
  return {
    manifests,
    of: (kind: string, name: string) => manifests.find((one) => one.kind === kind && one.metadata.name === name),
    groupsOf: (name: string): string[] =>
      manifests
        .find((one) => one.kind === 'RoleBinding' && one.metadata.name === name)
        .subjects.map((subject: { name: string }) => subject.name),
  };
}

test('nobody gets access unless a level names a group', () => {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline');
  expect(Testing.synth(chart).map(({ kind }) => kind)).not.toContain('RoleBinding');
});

test('groups of operate and debug can view, and get nothing of each other', () => {
  const { groupsOf } = synth({ view: ['staff'], operate: ['sre'], debug: ['developers'] });
  expect(groupsOf('access-view')).toEqual(['staff', 'sre', 'developers']);
  expect(groupsOf('access-operate')).toEqual(['sre']);
  expect(groupsOf('access-debug')).toEqual(['developers']);
});

test('a group that operates and debugs is bound to each Role once', () => {
  const { groupsOf } = synth({ operate: ['sre'], debug: ['sre'] });
  expect([groupsOf('access-view'), groupsOf('access-operate'), groupsOf('access-debug')]).toEqual([
    ['sre'],
    ['sre'],
    ['sre'],
  ]);
});

test('a level without groups has no Role', () => {
  const { of } = synth({ operate: ['sre'] });
  expect(of('Role', 'access-debug')).toBeUndefined();
  expect(of('Role', 'access-break-glass')).toBeUndefined();
  expect(of('CronJob', 'access-break-glass-end')).toBeUndefined();
});

describe.each(ACCESS_LEVELS)('at level %s', (level) => {
  const rights = rightsOf(level);
  const can = (verb: string, resource: string): boolean =>
    rights.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb));

  test('nobody reads Secrets, asks for tokens, changes rights or has a wildcard', () => {
    const resources = rights.flatMap((right) => right.resources);
    const words = rights.flatMap(({ apiGroup, verbs, resources }) => [apiGroup, ...verbs, ...resources]);
    expect(
      resources.filter(
        (one) => /secrets$|token|role|proxy|webhook/.test(one) && !/externalsecrets|secretstores/.test(one),
      ),
    ).toEqual([]);
    expect(words.filter((word) => word.includes('*'))).toEqual([]);
  });

  test('only breakGlass changes workloads and runs commands in containers', () => {
    const isEmergency = level === 'breakGlass';
    expect(can('patch', 'deployments')).toBe(isEmergency);
    expect(can('create', 'pods/exec')).toBe(isEmergency);
    expect(can('create', 'jobs')).toBe(isEmergency);
    expect(can('create', 'pods')).toBe(false);
  });

  test('logs, ports and ephemeral containers are for those who debug, restarts and scales for those who operate', () => {
    const debugs = level === 'debug' || level === 'breakGlass';
    const operates = level === 'operate' || level === 'breakGlass';
    expect(can('get', 'pods')).toBe(true);
    expect([
      can('get', 'pods/log'),
      can('create', 'pods/portforward'),
      can('patch', 'pods/ephemeralcontainers'),
    ]).toEqual([debugs, debugs, debugs]);
    expect([can('delete', 'pods'), can('patch', 'deployments/scale')]).toEqual([operates, operates]);
  });
});

describe('the access of an emergency', () => {
  const { of, groupsOf } = synth({ breakGlass: { group: 'incident', until: UNTIL } });
  const { schedule, timeZone, jobTemplate } = of('CronJob', 'access-break-glass-end').spec;
  const pod = jobTemplate.spec.template.spec;

  test('is one binding', () => {
    expect(groupsOf('access-break-glass')).toEqual(['incident']);
  });

  test('is looked at in the minute of its end, in every hour', () => {
    expect([schedule, timeZone]).toEqual(['30 * * * *', 'Etc/UTC']);
    expect(pod.initContainers[0].env).toContainEqual({ name: 'END', value: `${UNTIL.getTime() / 1000}` });
  });

  test('ends in the next minute when it has seconds', () => {
    const { of: ofLate } = synth({ breakGlass: { group: 'incident', until: new Date('2026-11-27T17:59:01Z') } });
    expect(ofLate('CronJob', 'access-break-glass-end').spec.schedule).toBe('0 * * * *');
  });

  test('is taken away by an account that can do nothing else, without a shell beside its token', () => {
    expect(of('Role', 'access-break-glass-end').rules).toEqual([
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['rolebindings'],
        resourceNames: ['access-break-glass'],
        verbs: ['delete'],
      },
    ]);
    const mountsToken = (container: { volumeMounts: { name: string }[] }): boolean =>
      container.volumeMounts.some(({ name }) => name === 'token');
    expect(pod.initContainers.filter(mountsToken)).toEqual([]);
    expect(pod.containers.filter(mountsToken)).toHaveLength(1);
  });
});

test('rules find nothing in the access of people', () => {
  const { manifests } = synth({ operate: ['sre'], debug: ['sre'], breakGlass: { group: 'incident', until: UNTIL } });
  expect(verify(manifests)).toEqual([]);
});

describe('a Role of access has no more rights because of its name:', () => {
  const { of } = synth({ debug: ['sre'] });
  const role = of('Role', 'access-debug');
  const exec = { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] };
  const labels = { 'app.kubernetes.io/component': 'security-baseline', 'app.kubernetes.io/managed-by': 'mainstay' };
  const web = { name: 'web', namespace: 'shop', labels };
  test.each([
    ['one more entry', { ...role, rules: [...role.rules, exec] }],
    ['one more verb', { ...role, rules: [{ ...role.rules[1], verbs: ['create', 'get'] }] }],
    ['the rules of another level', { ...role, rules: [exec] }],
    ['the labels and rules under another name', { ...role, metadata: web }],
    ['the same in the whole cluster', { ...role, kind: 'ClusterRole' }],
  ])('%s is a finding', (_, changed) => {
    const found = verify([changed, of('RoleBinding', 'access-debug')]);
    expect(found.map(({ rule }) => rule)).toContain('rbac-exec');
  });
});

describe('fails when', () => {
  const message = (access: unknown): string => {
    try {
      const app = new App();
      const chart = new Chart(app, 'shop', { namespace: 'shop' });
      new SecurityBaseline(chart, 'baseline', { access: access as AccessProps, now: NOW });
      app.synth();
    } catch (error) {
      return (error as Error).message;
    }
    return 'no error';
  };
  test.each([
    [
      'a level is unknown',
      { operator: ['sre'] },
      'no prop of access has this name, got operator; did you mean operate',
    ],
    ['a level has no group', { view: [] }, 'access.view must name a group, got an empty list; leave view out'],
    ['a group is empty', { view: [' '] }, 'a group of access.view must be a name'],
    [
      'a group is of Kubernetes',
      { debug: ['system:authenticated'] },
      'a group of access.debug must be a group of people, got system:authenticated; use the name of a group of your login',
    ],
    ['a group is twice in a level', { debug: ['a', 'a'] }, 'a group must be in access.debug once, got a twice'],
    [
      'a group can view already',
      { view: ['a'], operate: ['a'] },
      'a group of access.operate can view already, got a; remove it from access.view',
    ],
    ['an emergency has no end', { breakGlass: { group: 'a' } }, 'access.breakGlass.until must be a Date'],
    [
      'an emergency is over',
      { breakGlass: { group: 'a', until: new Date('2026-11-27T09:59:59Z') } },
      'access.breakGlass.until must be in the future, got 2026-11-27T09:59:59.000Z; remove breakGlass, or give a later time',
    ],
    [
      'an emergency takes months',
      { breakGlass: { group: 'a', until: new Date('2027-02-01') } },
      'access.breakGlass.until must be at most 30 days away',
    ],
  ])('%s', (_title, access, expected) => {
    expect(message(access)).toContain(expected);
    expect(message(access)).toContain('[shop/baseline]');
  });
});
