import type { ObjectRule } from './rule';

/** Consequence of what the standards forbid at every level but `privileged`. */
export const ESCALATES = 'the container can take over its node, and with it every other workload there';

export const RESTRICTED = 'standard.level == "restricted"';

/** Holds for a pod of Windows, which has none of the fields of Linux. */
export const WINDOWS = '(has(pod.os) && has(pod.os.name) && pod.os.name == "windows")';

/** Holds for a pod whose users are no users of its node: https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/ */
export const USER_NAMESPACE = '(standard.minor >= 35 && has(pod.hostUsers) && !pod.hostUsers)';

/** Holds for a container that sets a field of its securityContext itself. */
export const own = (field: string): string =>
  `(has(container.securityContext) && has(container.securityContext.${field}))`;

/** Requires that a field of the securityContext, where the pod or a container sets it, holds a good value. */
export function set(field: string, holds: (value: string) => string): string {
  return `(!has(context.${field}) || ${holds(`context.${field}`)})`;
}

/** Requires a field with a good value of each container: its own or that of its pod. */
export function needed(field: string, holds: (value: string) => string): string {
  const ofPod = `(has(pod.securityContext) && has(pod.securityContext.${field}))`;
  return `(has(context.${field}) ? ${holds(`context.${field}`)} : place == "pod" || ${ofPod})`;
}

export const quoted = (values: readonly string[]): string => `[${values.map((value) => `"${value}"`).join(', ')}]`;

/** Evaluates an expression only where a guard holds, which finds the objects on the way to its fields. */
export function where(guard: string, { cel, got }: Pick<ObjectRule, 'cel' | 'got'>): Pick<ObjectRule, 'cel' | 'got'> {
  return { cel: `!${guard} || (${cel})`, got };
}
