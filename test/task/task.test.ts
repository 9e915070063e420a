import { Duration, JsonPatch } from 'cdk8s';
import { Credentials, Engine, Permission, StatefulStore, Task, type TaskProps, WebApp } from '../../lib';
import { find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';

function task(props: Partial<TaskProps> = {}) {
  const chart = testChart();
  return { chart, task: new Task(chart, 'migrate', { image, command: ['/shop', 'migrate'], ...props }) };
}
const job = (props: Partial<TaskProps> = {}) => find(task(props).chart, 'Job');
const nameOf = (props: Partial<TaskProps> = {}): string => job(props).metadata['name'];

describe('a Task', () => {
  it.each(['1.27', '1.33', '1.36'] as const)('makes objects that fit the schemas of Kubernetes %s', (version) => {
    expect(synth(task().chart).flatMap((manifest) => validateManifest(manifest, version))).toEqual([]);
  });

  it('is a Job that is tried again twice, is given up after an hour, and stays', () => {
    expect(job()['spec']).toMatchObject({ activeDeadlineSeconds: 3600, backoffLimit: 2 });
    expect(job()['spec']).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(job({ timeout: Duration.minutes(5), backoffLimit: 0 })['spec']).toMatchObject({
      activeDeadlineSeconds: 300,
      backoffLimit: 0,
    });
  });

  it('does not count pods that the cluster takes away, and keeps the log of a failed attempt', () => {
    const { podFailurePolicy, template } = job()['spec'];
    expect(podFailurePolicy.rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ status: 'True', type: 'DisruptionTarget' }] },
    ]);
    expect(template.spec.restartPolicy).toBe('Never');
  });

  it('has the pod of every other workload: hardened, closed, with an account of its own and without token', () => {
    const { chart } = task();
    expect(find(chart, 'Job')['spec'].template.spec).toMatchObject({
      automountServiceAccountToken: false,
      containers: [{ name: 'migrate', image, securityContext: { readOnlyRootFilesystem: true } }],
      securityContext: { runAsNonRoot: true, runAsUser: 65532 },
      serviceAccountName: 'migrate',
    });
    expect(find(chart, 'NetworkPolicy')['spec'].ingress).toBeUndefined();
    expect(names(chart, 'Role')).toEqual([]);
  });

  it('never runs beside another run of its own: the scheduler keeps its pods apart on all nodes', () => {
    const { affinity } = job()['spec'].template.spec;
    const labels = { 'app.kubernetes.io/component': 'task', 'app.kubernetes.io/name': 'migrate' };
    expect(affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/os' },
    ]);
  });

  it('uses a store, and is applied after it', () => {
    const { chart, task: migrate } = task();
    const credentials = Credentials.fromSecret('db', 'password');
    const db = new StatefulStore(chart, 'db', { engine: Engine.postgres({ exporter: false }), credentials });
    migrate.uses(db);
    migrate.uses(db);
    expect(names(chart, 'NetworkPolicy')).toEqual(expect.arrayContaining(['migrate-to-db', 'db-from-migrate']));
    const kinds = synth(chart).map(({ kind }) => kind);
    expect(kinds.indexOf('StatefulSet')).toBeLessThan(kinds.indexOf('Job'));
  });

  it('has the permissions of the program beside its own rights', () => {
    const { chart } = task({ permissions: [Permission.read('configmaps')] });
    new WebApp(chart, 'web', { image }).waitFor(chart.node.findChild('migrate') as Task);
    expect(names(chart, 'Role').sort()).toEqual(['migrate', 'migrate-succeeded']);
  });

  it('says when it has failed, by the name of its Job', () => {
    const { chart, task: migrate } = task();
    const [failed] = migrate.signals;
    const name = find(chart, 'Job').metadata['name'];
    expect(failed).toMatchObject({ name: 'TaskFailed', alert: { above: 0, severity: 'warning' } });
    expect(failed?.expr({} as never)).toContain(`job_name="${name}"`);
  });

  it('fails when a prop is unknown or wrong', () => {
    expect(() => task({ schedule: '@daily' } as never)).toThrow(/schedule/);
    expect(() => task({ backoffLimit: -1 })).toThrow(/backoffLimit must be/);
    expect(() => task({ timeout: Duration.seconds(0) })).toThrow(/timeout in seconds must be/);
  });

  it('fails when its name leaves no room for the hash', () => {
    expect(() => task({ name: 'm'.repeat(55) })).toThrow(/the name of a Job/);
  });
});

describe('the name of the Job of a Task', () => {
  it('is the same for the same task', () => {
    expect(nameOf()).toMatch(/^migrate-[0-9a-f]{8}$/);
    expect(nameOf()).toBe(nameOf());
  });

  it.each<[string, Partial<TaskProps>]>([
    ['the image', { image: 'ghcr.io/acme/shop:1.4.3' }],
    ['the command', { command: ['/shop', 'seed'] }],
    ['a variable', { env: { LEVEL: 'debug' } }],
    ['a file', { files: { '/etc/shop.sql': 'SELECT 1' } }],
    ['a limit', { timeout: Duration.minutes(5) }],
  ])('changes with %s', (_what, props) => {
    expect(nameOf(props)).not.toBe(nameOf());
  });

  it('changes with what it uses, and with a patch of its pods', () => {
    const { chart, task: migrate } = task();
    migrate.uses(new WebApp(chart, 'api', { image }));
    expect(find(chart, 'Job').metadata['name']).not.toBe(nameOf());
    const other = task();
    const patch = JsonPatch.add('/spec/template/spec/hostname', 'one');
    (
      other.task.node.findChild('Job').node.defaultChild as never as { addJsonPatch: (p: JsonPatch) => void }
    ).addJsonPatch(patch);
    expect(find(other.chart, 'Job').metadata['name']).not.toBe(nameOf());
    expect(find(other.chart, 'Job')['spec'].template.spec.hostname).toBe('one');
  });

  it('is that of a patch which names the Job', () => {
    const { chart, task: migrate } = task();
    const patch = JsonPatch.replace('/metadata/name', 'mine');
    (migrate.node.findChild('Job').node.defaultChild as never as { addJsonPatch: (p: JsonPatch) => void }).addJsonPatch(
      patch,
    );
    expect(names(chart, 'Job')).toEqual(['mine']);
  });
});
