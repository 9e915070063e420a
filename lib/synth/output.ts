import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiObject, type Chart, Names, YamlOutputType } from 'cdk8s';
import { helmTemplates, isHelmTemplates } from './helm';
import type { Synthesis } from './synthesis';
import { YamlEmitter } from './yaml-emitter';

/** The files of a synth. Nothing is written to disk before `writeTo`. */
export class Output {
  private readonly folders: string[] = [];
  private readonly files: { readonly name: string; readonly text: string }[] = [];
  private readonly yaml = new YamlEmitter();

  constructor(private readonly extension: string) {}

  addManifest(name: string, documents: readonly unknown[]): void {
    this.addFile(name + this.extension, this.yaml.stringify(documents));
  }

  addFile(name: string, text: string): void {
    this.files.push({ name, text });
  }

  addFolder(name: string): void {
    this.folders.push(name);
  }

  writeTo(outdir: string): void {
    mkdirSync(outdir, { recursive: true });
    for (const folder of this.folders) mkdirSync(join(outdir, folder), { recursive: true });
    const forHelm = isHelmTemplates(outdir);
    for (const { name, text } of this.files) writeFileSync(join(outdir, name), forHelm ? helmTemplates(text) : text);
  }
}

/** Adds the manifests of all charts, divided into files as cdk8s does for each `YamlOutputType`. */
export function addManifests(output: Output, type: YamlOutputType, synthesis: Synthesis): void {
  LAYOUTS[type]?.(output, synthesis);
}

type Layout = (output: Output, synthesis: Synthesis) => void;

const LAYOUTS: Readonly<Record<YamlOutputType, Layout>> = {
  [YamlOutputType.FILE_PER_APP]: (output, synthesis) => {
    if (synthesis.charts.length === 0) return;
    output.addManifest(
      'app',
      synthesis.charts.flatMap((chart) => synthesis.documentsOf(chart)),
    );
  },

  [YamlOutputType.FILE_PER_CHART]: (output, synthesis) => {
    forEachNamed(synthesis, (chart, name) => output.addManifest(name, synthesis.documentsOf(chart)));
  },

  [YamlOutputType.FILE_PER_RESOURCE]: (output, synthesis) => {
    for (const document of synthesis.charts.flatMap((chart) => synthesis.documentsOf(chart))) {
      if (document !== undefined) output.addManifest(resourceFileName(document as ApiObject), [document]);
    }
  },

  // cdk8s does not call an overridden `Chart.toJson` for this one.
  [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]: (output, synthesis) => {
    forEachNamed(synthesis, (chart, name) => {
      output.addFolder(name);
      for (const object of synthesis.objectsOf(chart)) {
        output.addManifest(join(name, resourceFileName(object)), [object.toJson()]);
      }
    });
  },
};

function forEachNamed(synthesis: Synthesis, visit: (chart: Chart, name: string) => void): void {
  for (const [index, chart] of synthesis.charts.entries()) {
    const prefix = synthesis.ordersCharts ? `${String(index).padStart(4, '0')}-` : '';
    visit(chart, prefix + Names.toDnsLabel(chart));
  }
}

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name?: string };
}

function resourceFileName({ kind, metadata }: Named): string {
  return `${kind}.${metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

/** Content of `construct-metadata.json`: the place in the construct tree that each resource name comes from. */
export function constructMetadata(synthesis: Synthesis): string {
  const resources = Object.fromEntries(synthesis.allObjects().map(({ name, node }) => [name, { path: node.path }]));
  return JSON.stringify({ version: '1.0.0', resources });
}
