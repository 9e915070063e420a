import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { labelPair } from '../checks/formats';
import { type Kinds, TABLE } from '../checks/kinds';
import type { Labels } from '../manifest/labels';
import { annotationKeys } from '../manifest/notes';

/** The labels and annotations that a program gives its pods. */
export interface PodNoteProps {
  /**
   * Labels of the pods, such as those that a service mesh or a bill reads. The labels that name and select the pods must stay free.
   * @default - the recommended labels only
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pods, such as those of a service mesh. @default - none but what Mainstay needs */
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

export const POD_NOTES: Kinds<PodNoteProps> = { podLabels: TABLE, podAnnotations: TABLE };

/** The settled value of {@link PodNoteProps}. */
export interface PodNotes {
  readonly labels: Labels;
  readonly annotations: Labels;
}

const OWN_LABEL = /^app\.kubernetes\.io\/(name|component|part-of|managed-by)$/;

/** Throws when a label or annotation is none, or is one that names or selects the pods. */
export function podNotes(
  scope: Construct,
  { podLabels = {}, podAnnotations = {}, selector = {} }: PodNoteProps & { readonly selector?: Labels },
): PodNotes {
  for (const [key, value] of Object.entries(podLabels)) {
    labelPair(scope, key, value);
    if (!OWN_LABEL.test(key) && selector[key] === undefined) continue;
    fail(scope, 'podLabels must not have a label that selects or names the pods', `${key}: ${value}`, 'leave it out');
  }
  annotationKeys(scope, 'podAnnotations', podAnnotations);
  return { labels: podLabels, annotations: podAnnotations };
}
