import type { Manifest } from '../../lib/testing';
import { DIST, filesOf, manifestsOf } from '../support/dist';

const objects = Object.values(filesOf(DIST)).flatMap((text) => manifestsOf(text) as Manifest[]);
const POD_OWNERS = ['Deployment', 'StatefulSet', 'CronJob', 'Job'];

interface Named {
  readonly name: string;
  readonly value?: string;
}

interface Program {
  readonly title: string;
  readonly namespace: string;
  readonly env: readonly Named[];
}

const programs: readonly Program[] = objects
  .filter(({ kind }) => POD_OWNERS.includes(kind))
  .flatMap((owner) => {
    const { name, namespace } = owner['metadata'];
    const { initContainers = [], containers } = (owner['spec'].jobTemplate ?? owner)['spec'].template.spec;
    return [...initContainers, ...containers].map((container: Manifest) => ({
      title: `${namespace}/${name}, ${container['name']}`,
      namespace,
      env: container['env'] ?? [],
    }));
  });

/** The variables as the kubelet expands them: a reference to a later variable, or to none, stays as it is. */
function expanded(env: readonly Named[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of env) {
    const text = (value ?? '<value>').replace(/\$\(([A-Za-z_]\w*)\)/g, (all, other) => values.get(other) ?? all);
    values.set(name, text);
  }
  return values;
}

const ports = new Map(
  objects
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata, spec }) => [
      `${metadata.namespace}/${metadata.name}`,
      (spec.ports as readonly { readonly port: number }[]).map(({ port }) => port),
    ]),
);

/** `sessions:6379`, `http://api.orders.svc:80`: the Service and the port of each address in a text. */
function addresses(text: string, namespace: string): readonly { readonly service: string; readonly port: number }[] {
  const found = text.matchAll(/(?<![\w.*-])([a-z][a-z0-9-]*)(?:\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?)?:(\d+)/g);
  return [...found].map(([, name, other, port]) => ({ service: `${other ?? namespace}/${name}`, port: Number(port) }));
}

/** Services of other charts and of other teams. */
const ELSEWHERE = ['telemetry/otel-collector'];

describe('the environment of the programs in dist/', () => {
  it('holds nothing that Kubernetes leaves unexpanded', () => {
    const left = programs.flatMap(({ title, env }) =>
      [...expanded(env)].filter(([, text]) => text.includes('$(')).map(([name, text]) => `${title}: ${name}=${text}`),
    );
    expect(left).toEqual([]);
  });

  it('names only Services that exist, on ports that they have', () => {
    const all = programs.flatMap(({ title, namespace, env }) =>
      [...expanded(env)].flatMap(([name, text]) =>
        addresses(text, namespace).map((address) => ({ where: `${title}: ${name}`, ...address })),
      ),
    );
    const dead = all.filter(({ service, port }) => !ELSEWHERE.includes(service) && !ports.get(service)?.includes(port));
    expect(dead).toEqual([]);
    expect(all.map(({ where }) => where)).toContain('online-boutique/frontend, frontend: CHECKOUT_SERVICE_ADDR');
  });
});
