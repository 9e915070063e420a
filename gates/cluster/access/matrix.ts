/** The matrix of docs/access.md, and the API server's answers to each of its questions. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cluster } from '../cluster';
import { asList } from '../manifests';
import { GROUPS, NAMESPACE } from './program';

const PAGE = path.join(__dirname, '..', '..', '..', 'docs', 'access.md');

/** Every verb of a resource, and all at once. */
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch', '*'];

/** Resources that no level may do anything with, by API group. */
const CLOSED: readonly (readonly [string, string])[] = [
  ['', 'secrets'],
  ['', 'serviceaccounts/token'],
  ['', 'pods/proxy'],
  ['', 'services/proxy'],
  ['', 'nodes'],
  ['', 'nodes/proxy'],
  ['', 'namespaces'],
  ['', 'persistentvolumes'],
  ['', '*'],
  ['*', '*'],
  ['apps', 'deployments/status'],
  ['certificates.k8s.io', 'certificatesigningrequests/approval'],
  ['rbac.authorization.k8s.io', 'roles'],
  ['rbac.authorization.k8s.io', 'rolebindings'],
  ['rbac.authorization.k8s.io', 'clusterroles'],
  ['admissionregistration.k8s.io', 'validatingwebhookconfigurations'],
];

/** @returns a line for each right of the page: `debug get pods/log` */
export function documented(): string[] {
  const rows = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const [head = [], ...body] = rows;
  const levels = Object.keys(GROUPS);
  return body
    .flatMap(([, apiGroup = '', resource = '', ...cells]) =>
      levels.flatMap((level) => {
        const cell = cells[head.indexOf(level) - 3] ?? '';
        const verbs = cell === '–' ? [] : cell.split(', ');
        return verbs.map((verb) => line(level, verb, apiGroup === 'core' ? '' : apiGroup, resource));
      }),
    )
    .sort();
}

/** @returns a line for each right that the API server grants, of all verbs of the resources of the page and of closed ones */
export async function granted({ kubectl }: Cluster): Promise<string[]> {
  const resources = new Map(documented().map((right) => [right.split(' ').slice(2).join(' '), undefined]));
  const asked = [...[...resources.keys()].map(apart), ...CLOSED].flatMap(([group, resource]) =>
    Object.entries(GROUPS).flatMap(([level, people]) =>
      VERBS.map((verb) => ({ level, verb, group, resource, review: review(people, verb, group, resource) })),
    ),
  );
  const answer = await kubectl(['create', '-f', '-', '-o', 'json'], asList(asked.map(({ review }) => review)));
  // kubectl prints one document for each object that it makes.
  const reviews = answer.split(/^(?=\{)/m).map((text) => JSON.parse(text));
  if (reviews.length !== asked.length) throw new Error(`${asked.length} questions got ${reviews.length} answers`);
  return asked
    .filter((_, at) => reviews[at].status.allowed === true)
    .map(({ level, verb, group, resource }) => line(level, verb, group, resource))
    .sort();
}

function line(level: string, verb: string, apiGroup: string, resource: string): string {
  return `${level} ${verb} ${resource} of ${apiGroup || 'core'}`;
}

function apart(name: string): readonly [string, string] {
  const [resource = '', apiGroup = ''] = name.split(' of ');
  return [apiGroup === 'core' ? '' : apiGroup, resource];
}

function review(people: string, verb: string, group: string, name: string) {
  const [resource, subresource] = name.split('/');
  const resourceAttributes = { namespace: NAMESPACE, verb, group, resource, subresource };
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: 'somebody', groups: [people, 'system:authenticated'], resourceAttributes },
  };
}
