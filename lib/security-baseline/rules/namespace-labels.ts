import { closest } from '../../checks/closest';
import { objectAt } from '../../manifest/json';
import { type Inventory, nameOf } from '../inventory';
import { LABELS, LEVELS, pinnedMinor } from '../standards';
import type { CrossRule, Violation } from './rule';

const MODES = ['enforce', 'audit', 'warn'];
const KEYS = MODES.flatMap((mode) => [mode, `${mode}-version`]);

function* words(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('Namespace')) {
    for (const [label, value] of Object.entries(objectAt(manifest, 'metadata', 'labels'))) {
      if (!label.startsWith(LABELS)) continue;
      const fix = mended(label.slice(LABELS.length), `${value}`);
      if (fix !== undefined) yield { manifest, got: `${label}: ${value}`, fix };
    }
  }
}

/** Returns the fix for a label that the API server does not know; `undefined` for a right one. */
function mended(key: string, value: string): string | undefined {
  if (!KEYS.includes(key)) return chosen(key, KEYS, LABELS);
  if (!key.endsWith('-version')) return LEVELS.some((level) => level === value) ? undefined : chosen(value, LEVELS);
  return value === 'latest' || pinnedMinor(value) !== undefined ? undefined : 'use a form such as v1.33, or latest';
}

function chosen(word: string, words: readonly string[], prefix = ''): string {
  const meant = closest(word, words);
  return meant === undefined ? `use one of ${words.map((one) => prefix + one).join(', ')}` : `use ${prefix}${meant}`;
}

function* levels(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('Namespace')) {
    const wanted = inventory.standards.said(nameOf(manifest));
    const got = objectAt(manifest, 'metadata', 'labels')[`${LABELS}enforce`];
    const isKnown = got === undefined || LEVELS.some((level) => level === got);
    if (wanted === undefined || !isKnown || inventory.standards.suits(got, wanted)) continue;
    const fix = `set its label ${LABELS}enforce to ${wanted}, or podSecurity to the level that is meant`;
    yield { manifest, got, fix };
  }
}

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
export const namespaceLabels: readonly CrossRule[] = [
  {
    id: 'pod-security-label',
    what: 'the Pod Security labels of a namespace must be ones that Kubernetes has',
    why: 'the API server refuses the namespace, or enforces nothing in it',
    fix: `use ${LABELS}enforce: restricted`,
    check: words,
  },
  {
    id: 'namespace-level',
    what: 'a namespace must enforce the Pod Security level by which its pods are judged',
    why: 'the cluster admits pods that no rule has seen, or refuses those of the app',
    fix: `set its label ${LABELS}enforce`,
    check: levels,
  },
];
