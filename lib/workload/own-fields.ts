import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { type JsonObject, listAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { checkOwn } from './own-mounts';
import { pathOf, SCRATCH_NAMES } from './volumes';

/** The lists of a pod to which a program can add by the methods of cdk8s-plus. */
interface Fields {
  readonly containers: readonly JsonObject[];
  readonly initContainers?: readonly JsonObject[];
  readonly volumes?: readonly JsonObject[];
  readonly annotations?: Labels;
}

/**
 * Returns a plan that fits beside what the program added to a pod itself, which a merge would replace: without the scratch
 * directory at `/tmp` if the program mounts a volume there. Throws when a variable, a path, a container or a volume is in both.
 */
export function besideOwn<Plan extends Fields>(scope: Construct, own: JsonObject, wanted: Plan): Plan {
  const ownContainers = [...listAt(own, 'containers'), ...listAt(own, 'initContainers')];
  checkOwn(scope, own, [...wanted.containers, ...(wanted.initContainers ?? [])]);
  let plan = wanted;
  for (const container of wanted.containers) {
    const added = ownContainers.find(({ name }) => name === container['name']);
    const paths = new Set(listAt(added, 'volumeMounts').map(pathOf));
    for (const mount of listAt(container, 'volumeMounts').filter((other) => paths.has(pathOf(other)))) {
      if (mount['mountPath'] === '/tmp') plan = withoutScratch(plan, container, mount);
      else failTwice(scope, mount, wanted.volumes);
    }
    const variables = new Set(listAt(added, 'env').map(({ name }) => name));
    const twice = listAt(container, 'env').find(({ name }) => variables.has(name));
    if (twice) {
      const got = 'container.env.addVariable and env or uses';
      fail(scope, `environment variable ${twice['name']} must have one source`, got, 'remove one');
    }
  }
  const volumes = new Set(listAt(own, 'volumes').map(({ name }) => name));
  const taken = plan.volumes?.find(({ name }) => volumes.has(name));
  if (taken) {
    fail(scope, 'a volume must have a name of its own', `${taken['name']} twice`, 'give your volume another name');
  }
  return plan;
}

/** The props that mount, by the field of their volumes. */
const MOUNTED_BY: Readonly<Record<string, string>> = {
  emptyDir: 'writable',
  configMap: 'files',
  projected: 'secretFiles',
  persistentVolumeClaim: 'volumes',
  ephemeral: 'volumes',
  image: 'volumes',
};

function failTwice(scope: Construct, { name, mountPath }: JsonObject, volumes: readonly JsonObject[] = []): never {
  const volume = volumes.find((other) => other['name'] === name) ?? {};
  const by = Object.keys(volume).flatMap((field) => MOUNTED_BY[field] ?? [])[0];
  const what = by === 'secretFiles' ? `the files in ${mountPath}` : mountPath;
  const fix = by === undefined ? 'mount yours elsewhere' : `remove ${what} from ${by}`;
  const got = `${mountPath} by a volume of your own and by ${by ?? 'uses'}`;
  return fail(scope, 'a path must be mounted once', got, fix);
}

function withoutScratch<Plan extends Fields>(plan: Plan, container: JsonObject, { name }: JsonObject): Plan {
  const { [SCRATCH_NAMES]: scratch = '', ...annotations } = plan.annotations ?? {};
  const left = scratch.split(',').filter((other) => other !== name);
  const mounts = listAt(container, 'volumeMounts').filter((mount) => mount['name'] !== name);
  // An empty list would replace what the program mounts.
  const volumeMounts = mounts.length > 0 ? mounts : undefined;
  return {
    ...plan,
    containers: plan.containers.map((other) => (other === container ? { ...container, volumeMounts } : other)),
    volumes: plan.volumes?.filter((volume) => volume['name'] !== name),
    annotations: left.length > 0 ? { ...annotations, [SCRATCH_NAMES]: left.join(',') } : annotations,
  };
}
