/** The verdicts of the rules of this library, in the topics of the Pod Security Standards. */
import { verify } from '../../lib/security-baseline';
import { RULES } from '../../lib/security-baseline/rules';
import type { Pod, Question } from './library';

/** The reasons of the library, and the rules about the same. */
const TOPICS: readonly (readonly [topic: string, reasons: RegExp, rules: readonly string[]])[] = [
  ['privileged', /^privileged$/, ['privileged']],
  ['namespaces of the node', /^host namespaces$/, ['host-network', 'host-pid', 'host-ipc']],
  ['processes of the node', /^hostProcess$/, ['host-process']],
  ['volumes', /^(hostPath volumes|restricted volume types)$/, ['host-path', 'volume-types']],
  ['ports of the node', /^hostPort$/, ['host-port']],
  ['hosts of probes', /^probe or lifecycle host$/, ['probe-host']],
  ['capabilities', /^(non-default|unrestricted) capabilities$/, ['add-capabilities', 'drop-capabilities']],
  ['seccomp', /^seccompProfile$/, ['seccomp']],
  ['AppArmor', /^forbidden AppArmor profiles?$/, ['app-armor', 'app-armor-annotation']],
  ['SELinux', /^seLinuxOptions$/, ['selinux']],
  ['/proc', /^procMount$/, ['proc-mount']],
  ['sysctls', /^forbidden sysctls$/, ['sysctls']],
  ['escalation', /^allowPrivilegeEscalation != false$/, ['privilege-escalation']],
  ['non-root', /^runAsNonRoot != true$/, ['run-as-non-root']],
  ['user', /^runAsUser=0$/, ['root-user']],
];

/** The rules that stand for the standards; the others are about more than these. */
const STANDARD = new Set(RULES.filter((rule) => 'cel' in rule && rule.level !== undefined).map(({ id }) => id));

/** @returns the topics of the reasons of the library. @throws on a reason that no topic has */
export function topicsOfReasons(reasons: readonly string[]): readonly string[] {
  return sorted(
    reasons.map((reason) => {
      const topic = TOPICS.find(([, pattern]) => pattern.test(reason));
      if (!topic) throw new Error(`the library has a reason without a topic, got ${reason}; add it to TOPICS`);
      return topic[0];
    }),
  );
}

/** Judges pods of one level and version at once. @returns the topics of the findings about each pod */
export function judge(questions: readonly Question[], wrap: (pod: Pod, name: string) => Pod): readonly string[][] {
  const [first] = questions;
  if (!first) return [];
  const manifests = questions.map(({ pod }, at) => wrap(pod, `pod-${at}`));
  const findings = verify(manifests, { podSecurity: first.level, version: `1.${first.minor}` });
  const found = questions.map((): string[] => []);
  for (const { rule, object } of findings) {
    if (!STANDARD.has(rule)) continue;
    const topic = TOPICS.find(([, , rules]) => rules.includes(rule));
    if (!topic) throw new Error(`a rule of the standards has no topic, got ${rule}; add it to TOPICS`);
    found[Number(object?.name.replace('pod-', ''))]?.push(topic[0]);
  }
  return found.map(sorted);
}

export function bare(pod: Pod, name: string): Pod {
  return { ...pod, apiVersion: 'v1', kind: 'Pod', metadata: { ...pod.metadata, name, namespace: 'judged' } };
}

export function inDeployment(pod: Pod, name: string): Pod {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'judged' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { ...pod.metadata, labels }, spec: pod.spec },
    },
  };
}

function sorted(topics: readonly string[]): string[] {
  return [...new Set(topics)].sort();
}
