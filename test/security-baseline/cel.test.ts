import { celEnv, parse, plan } from '@bufbuild/cel';
import * as fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../lib/manifest/json';
import { Expressions } from '../../lib/security-baseline/cel';
import { fromFile, parsedText } from '../../lib/security-baseline/cel-parsed';
import { pathsRead } from '../../lib/security-baseline/cel-reads';
import { Values } from '../../lib/security-baseline/cel-values';
import { expressionsOf, RULES } from '../../lib/security-baseline/rules';

const VARIABLES = ['object', 'metadata', 'pod', 'standard', 'container', 'context', 'place'];

describe('the fields that an expression reads', () => {
  const read = (text: string): string[] => pathsRead(parse(text).expr, VARIABLES).map((at) => at.join('.'));

  test('are the shortest paths from its variables', () => {
    expect(read('"cpu" in container.resources.limits || container.resources == 1')).toEqual(['container.resources']);
  });

  test('are a whole variable when the expression uses it as one', () => {
    expect(read('container == object.spec && has(container.image)')).toEqual(['container', 'object.spec']);
  });

  test('are only there or not when the expression asks no more', () => {
    expect(read('!has(container.resources)')).toEqual(['container.resources.?']);
    expect(read('has(container.resources) && has(container.resources.limits)')).toEqual([
      'container.resources.limits.?',
    ]);
  });

  test('are the fields of elements in a loop over a list, and no variable of its own', () => {
    expect(read('has(container.env) && container.env.all(e, e.name != object.metadata.name)')).toEqual([
      'container.env.*.name',
      'object.metadata.name',
    ]);
    expect(read('pod.volumes.exists(v, pod.containers.all(c, c.name == v.name))')).toEqual([
      'pod.containers.*.name',
      'pod.volumes.*.name',
    ]);
  });

  test('are the whole list when a loop uses elements as a whole, or none of their fields', () => {
    expect(read('container.command.all(e, e != "sh")')).toEqual(['container.command']);
    expect(read('container.command.all(e, true)')).toEqual(['container.command']);
    expect(read('container.command.map(pod, pod)')).toEqual(['container.command']);
  });

  test('are those of the list that a loop computes', () => {
    expect(read('(has(pod.a) ? pod.a : []).all(e, e.name == "x")')).toEqual(['pod.a']);
  });
});

const rarely = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: values }, fc.constantFrom('x', 1, {}, []));
const few = fc.constantFrom<JsonValue[]>('a', 'b', '', '*', 'cluster-admin', 0, 80, 443, true, false, Number.NaN);
const record = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });
const port = record({ containerPort: few, hostPort: few, name: few, protocol: few, port: few });
const amounts = record({ cpu: few, memory: few });
const probe = record({ httpGet: record({ host: few, port: few }), tcpSocket: record({ host: few }) });
const context = record({
  privileged: few,
  runAsNonRoot: few,
  runAsUser: few,
  capabilities: record({ add: fc.array(few), drop: fc.array(few) }),
  seccompProfile: record({ type: few }),
});
const container = record({
  name: few,
  image: fc.constantFrom('a:1', 'a:latest', 'a'),
  command: rarely(fc.array(few)),
  env: rarely(fc.array(rarely(record({ name: few, value: few })))),
  ports: rarely(fc.array(rarely(port))),
  resources: rarely(record({ limits: amounts, requests: rarely(amounts) })),
  volumeMounts: rarely(fc.array(rarely(record({ name: few, mountPath: few })))),
  livenessProbe: rarely(probe),
  readinessProbe: probe,
  securityContext: context,
});
const pod = record({
  hostNetwork: few,
  containers: rarely(fc.array(container, { maxLength: 3 })),
  initContainers: fc.array(container, { maxLength: 2 }),
  volumes: rarely(fc.array(rarely(record({ name: few, hostPath: few, nfs: few })))),
  securityContext: rarely(context),
});
const object = record({
  kind: few,
  metadata: record({ name: few, labels: record({ a: few }) }),
  roleRef: rarely(record({ name: few })),
  rules: rarely(fc.array(rarely(record({ verbs: fc.array(few), resources: rarely(fc.array(few)) })))),
  spec: rarely(record({ ports: rarely(fc.array(rarely(port))), type: few })),
});

test('a result that is kept for equal fields is the result of the expression, for each rule and any object', () => {
  const environment = celEnv();
  const expressions = new Expressions(VARIABLES);
  const rules = RULES.flatMap((rule) => ('cel' in rule ? [rule.cel] : []));
  const direct = rules.map((cel) => ({ cel, run: plan(environment, parse(cel)) }));
  const outcomes = { true: 0, false: 0, neither: 0 };
  fc.assert(
    fc.property(object, pod, container, (some, its, one) => {
      const context = (one['securityContext'] ?? {}) as JsonObject;
      const standard = { level: 'restricted', minor: 34 };
      const values = [some, {}, its, standard, one, context, 'container'] as JsonValue[];
      const named = Object.fromEntries(VARIABLES.map((name, at) => [name, values[at]]));
      const kept = new Values(values);
      for (const { cel, run } of direct) {
        const expected = run(named as Parameters<typeof run>[0]);
        const outcome = typeof expected === 'boolean' ? expected : undefined;
        const result = expressions.compile(cel)(kept);
        expect([cel, typeof result === 'boolean' ? result : undefined]).toEqual([cel, outcome]);
        outcomes[outcome === undefined ? 'neither' : outcome ? 'true' : 'false']++;
      }
    }),
    { numRuns: 100 },
  );
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(50);
}, 120_000);

test('the file of parsed rules in the package has what the library parses, with whole numbers', () => {
  const file = JSON.parse(parsedText(expressionsOf(), { parse })) as Record<string, ReturnType<typeof parse>['expr']>;
  const shape = (value: unknown): string =>
    JSON.stringify(value, (field, inner) => {
      if (field === 'id' || field === '$typeName') return undefined;
      return typeof inner === 'bigint' ? `${inner}n` : inner;
    });
  const shapes = expressionsOf().map((text) => shape(parse(text).expr));
  expect(expressionsOf().map((text) => shape(fromFile(file[text])))).toEqual(shapes);
  expect(shapes.filter((text) => text.includes('"value":"0n"')).length).toBeGreaterThan(3);
  const minor = fromFile(file[expressionsOf().find((text) => text.startsWith('standard.minor')) ?? '']);
  expect(minor && plan(celEnv(), minor)({ standard: { minor: 33 }, container: {} })).toBe(true);
});
