import type { JsonObject } from '../../manifest/json';

/** Limits of every job that finds its targets at the API server. */
export const LIMITS = { label_limit: 64, keep_dropped_targets: 20 };

/** Keeps the targets or series whose labels, joined by semicolons, match. */
export function keep(labels: readonly string[], regex: string): JsonObject {
  return { action: 'keep', regex, source_labels: labels };
}

/** Drops the targets or series whose labels, joined by semicolons, match. */
export function drop(labels: readonly string[], regex: string): JsonObject {
  return { action: 'drop', regex, source_labels: labels };
}

/** Copies the value of a label. */
export function copy(from: string, to: string): JsonObject {
  return { source_labels: [from], target_label: to };
}

/** Gives a label a value. */
export function set(label: string, value: string): JsonObject {
  return { replacement: value, target_label: label };
}
