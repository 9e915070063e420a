import { isLabel } from '../../checks/formats';
import { LABEL, SUBDOMAIN } from '../../checks/patterns';
import { excessiveBytes, MOST_ANNOTATIONS } from '../../manifest/applied-size';
import { type JsonObject, type JsonValue, type Manifest, objectAt } from '../../manifest/json';
import { type Inventory, nameOf, namespaceOf } from '../inventory';
import { podsIn } from '../pod-kinds';
import type { CrossRule, Violation } from './rule';

/** Kinds whose names are not restricted: RBAC takes names such as `system:node`. */
const FREE_NAMES = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const SHORT_NAMES = ['CronJob', 'Namespace', 'Service', 'StatefulSet'];

function* names({ manifests }: Inventory): Iterable<Violation> {
  for (const manifest of manifests) {
    const { kind } = manifest;
    const name = nameOf(manifest);
    const max = kind === 'CronJob' ? 52 : 253;
    const form = SHORT_NAMES.includes(kind) ? LABEL : SUBDOMAIN;
    if (!FREE_NAMES.includes(kind) && !(form.test(name) && name.length <= max)) yield { manifest, got: name };
  }
}

function* labels({ manifests }: Inventory): Iterable<Violation> {
  for (const manifest of manifests) {
    const bad = [
      ...badLabels(objectAt(manifest, 'metadata', 'labels')),
      ...podsIn(manifest).flatMap(({ metadata }) => badLabels(objectAt(metadata, 'labels'))),
      ...badLabels(objectAt(manifest, 'spec', 'selector', 'matchLabels')),
    ];
    const got = [...new Set(bad)];
    if (got.length > 0) yield { manifest, got };
  }
}

function badLabels(map: JsonObject): string[] {
  const bad = ([key, value]: [string, JsonValue]): boolean => !isLabel(key, value);
  return Object.entries(map)
    .filter(bad)
    .map(([key, value]) => `${key}: ${value}`);
}

function* duplicates({ manifests }: Inventory): Iterable<Violation> {
  const seen = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const group = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/')[0] : '';
    const id = [group, manifest.kind, namespaceOf(manifest), nameOf(manifest)].join('\n');
    if (seen.has(id)) yield { manifest, got: `another ${manifest.kind} ${nameOf(manifest)}` };
    seen.set(id, manifest);
  }
}

/** Custom resource definitions and files are the large ones: https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
function* sizes({ manifests }: Inventory): Iterable<Violation> {
  for (const manifest of manifests) {
    const bytes = excessiveBytes(manifest);
    if (bytes !== undefined) yield { manifest, got: `${bytes} bytes` };
  }
}

export const metadata: readonly CrossRule[] = [
  {
    id: 'object-name',
    what: 'the name must be one that Kubernetes takes',
    why: 'the API server refuses it',
    fix: 'use a-z, 0-9 and inner dashes',
    check: names,
  },
  {
    id: 'labels',
    what: 'labels must be at most 63 letters, digits, dashes, dots and underscores, between letters or digits',
    why: 'the API server refuses others',
    fix: 'shorten them, or make them annotations',
    check: labels,
  },
  {
    id: 'unique-object',
    what: 'there must be one object of a kind, namespace and name',
    why: 'the one that is applied last replaces the other',
    fix: 'rename one',
    check: duplicates,
  },
  {
    id: 'object-size',
    what: `must fit into the annotation of kubectl apply, ${MOST_ANNOTATIONS} bytes as JSON`,
    why: 'kubectl apply fails, because it keeps the whole object in an annotation',
    fix: 'split it, or apply it with --server-side and waive this',
    check: sizes,
  },
];
