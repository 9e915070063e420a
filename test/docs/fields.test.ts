import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crdSchema, type Schema } from '../support/crds';
import { PublicApi, ROOT } from './public-api';

jest.setTimeout(60_000);

const kubernetes = JSON.parse(readFileSync(path.join(ROOT, 'test/schemas/kubernetes-1.33.json'), 'utf8')) as {
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
};
const CUSTOM: Readonly<Record<string, string>> = {
  Certificate: 'cert-manager.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  Rollout: 'argoproj.io/v1alpha1',
  ScaledObject: 'keda.sh/v1alpha1',
  VerticalPodAutoscaler: 'autoscaling.k8s.io/v1',
};

/** The sections of the page that a user of each props type reads. */
const PODS = 'Pods of WebApp, Worker, ScheduledTask and Task';
const DEPLOYMENTS = 'Deployments of WebApp and Worker';
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  WebAppProps: [PODS, DEPLOYMENTS, 'WebApp'],
  WorkerProps: [PODS, DEPLOYMENTS, 'Worker'],
  ScheduledTaskProps: [PODS, 'ScheduledTask'],
  TaskProps: [PODS, 'Task'],
  StatefulStoreProps: ['StatefulStore'],
  SecurityBaselineProps: ['SecurityBaseline'],
  ObservabilityProps: ['Observability'],
};

interface Section {
  /** Such as `Pod spec.containers[].image`. */
  readonly fields: readonly string[];
  readonly props: readonly string[];
}

const code = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner);

function sectionOf(text: string): Section {
  const rows = [...text.matchAll(/^\| (\w+) `([^`]+)` \| (.+) \|$/gm)];
  const without = text.split('Not a Kubernetes field:')[1] ?? '';
  return {
    fields: rows.map(([, kind, field]) => `${kind} ${field}`),
    props: [...rows.flatMap(([, , , props = '']) => code(props)), ...code(without)],
  };
}

const page = readFileSync(path.join(ROOT, 'docs/fields.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.split('\n')[0] ?? '', sectionOf(text)]),
);

/** Whether Kubernetes, or a definition in `imports/crds`, has a field such as `Pod spec.containers[].image`. */
function isField(field: string): boolean {
  const [kind = '', at = ''] = field.split(' ');
  const native = Object.entries(kubernetes.kinds).findLast(
    ([id]) => id.endsWith(`/${kind}`) && !/(alpha|beta)\d/.test(id),
  );
  const custom = CUSTOM[kind];
  let schema = native ? kubernetes.definitions[native[1]] : custom ? crdSchema(custom, kind) : undefined;
  for (const name of at.replaceAll('[]', '.[]').split('.')) {
    schema = whole(schema);
    const more = schema?.additionalProperties;
    schema =
      name === '[]' ? schema?.items : (schema?.properties?.[name] ?? (typeof more === 'object' ? more : undefined));
    if (schema === undefined) return false;
  }
  return true;
}

function whole(schema: Schema | undefined): Schema | undefined {
  const to = schema?.['$ref'];
  return typeof to === 'string' ? kubernetes.definitions[to.replace(/^.*#\/definitions\//, '')] : schema;
}

describe('the table of fields and props', () => {
  const api = new PublicApi();

  it.each(Object.keys(SECTIONS))('has every prop of %s, and no other', (type) => {
    const props = (SECTIONS[type] ?? []).flatMap((title) => sections.get(title)?.props ?? []);
    expect(props.filter((prop) => !api.has(type, prop))).toEqual([]);
    const named = new Set(props.map((prop) => prop.split('.')[0]));
    expect(api.propertiesOf(type).filter((prop) => !named.has(prop))).toEqual([]);
  });

  it('names only fields that Kubernetes has', () => {
    const fields = [...sections.values()].flatMap(({ fields }) => fields);
    expect(fields.length).toBeGreaterThan(90);
    expect(fields.filter((field) => !isField(field))).toEqual([]);
  });

  it('fails for a prop and a field that do not exist', () => {
    expect(api.has('WebAppProps', 'scaling.least')).toBe(false);
    expect(isField('Pod spec.containers[].imageName')).toBe(false);
  });
});
