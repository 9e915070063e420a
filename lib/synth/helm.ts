import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Objects and functions of Helm itself: https://helm.sh/docs/chart_template_guide/builtin_objects/ */
const OF_HELM = /\{\{[^}]*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|template|define) ")/;

const BETWEEN_DOCUMENTS = '\n---\n';

/** True for the folder of templates of a Helm chart, which `cdk8s synth --format helm` makes before it runs the program. */
export function isHelmTemplates(outdir: string): boolean {
  const folder = resolve(outdir);
  return basename(folder) === 'templates' && existsSync(join(dirname(folder), 'Chart.yaml'));
}

/**
 * Returns manifests as templates that Helm renders to the same manifests. Text such as `{{ $labels.pod }}`, which is for Prometheus,
 * stays text. A manifest that uses objects of Helm, such as `.Values`, is a template already and stays as it is.
 */
export function helmTemplates(manifests: string): string {
  return manifests.split(BETWEEN_DOCUMENTS).map(escaped).join(BETWEEN_DOCUMENTS);
}

function escaped(manifest: string): string {
  return OF_HELM.test(manifest) ? manifest : manifest.replaceAll('{{', '{{ "{{" }}');
}
