import { type Chart, YamlOutputType } from 'cdk8s';
import { fail } from '../checks/errors';
import { clusterName } from '../cluster/cluster-name';
import { groupedBy } from '../manifest/grouped-by';
import { renderingOf } from '../manifest/renderings';
import { yamlText, yamlTexts } from '../manifest/yaml-emitter';
import { chartNames, distinctNames, identityOf, type Named, resourceNames } from './file-names';
import type { Synthesis } from './synthesis';

/** A file of a synth; its path is inside the output folder, with slashes. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** The charts of one cluster, with all that their files need. */
interface Group {
  /** The folder of the cluster; empty for the cluster of the app. */
  readonly folder: string;
  readonly charts: readonly Chart[];
  /** The names in the folder that are not free, in lower case. */
  readonly taken: ReadonlySet<string>;
  readonly extension: string;
  readonly synthesis: Synthesis;
}

/**
 * Returns the manifests of all charts, divided into files as cdk8s does for each `YamlOutputType`, in a folder for each cluster.
 * Throws when one object is made twice and both would be in one file.
 */
export function manifestFiles(type: YamlOutputType, extension: string, synthesis: Synthesis): readonly OutputFile[] {
  const byFolder = groupedBy(synthesis.charts, clusterName);
  return [...byFolder].flatMap(([folder, charts]) => {
    const taken = folder === '' ? new Set([...byFolder.keys(), METADATA]) : new Set<string>();
    const files = LAYOUTS[type]?.({ folder, charts, taken, extension, synthesis }) ?? [];
    return folder === '' ? files : files.map(({ path, text }) => ({ path: `${folder}/${path}`, text }));
  });
}

const METADATA = 'construct-metadata.json';

/** Returns the file with the place in the construct tree that each resource name comes from. */
export function constructMetadata(synthesis: Synthesis): OutputFile {
  const resources = Object.fromEntries(synthesis.allObjects().map(({ name, node }) => [name, { path: node.path }]));
  return { path: METADATA, text: JSON.stringify({ version: '1.0.0', resources }) };
}

const LAYOUTS: Readonly<Record<YamlOutputType, (group: Group) => readonly OutputFile[]>> = {
  [YamlOutputType.FILE_PER_APP]: ({ charts, synthesis, extension }) => {
    const text = yamlTexts(charts.flatMap((chart) => synthesis.documentsOf(chart)));
    return [{ path: `app${extension}`, text }];
  },

  [YamlOutputType.FILE_PER_CHART]: (group) => {
    const { charts, synthesis } = group;
    const names = namesOf(group, group.extension);
    return charts.map((chart, at) => ({ path: names[at] ?? '', text: yamlTexts(synthesis.documentsOf(chart)) }));
  },

  [YamlOutputType.FILE_PER_RESOURCE]: (group) => {
    const { charts, synthesis } = group;
    const made = charts.flatMap((chart) => synthesis.documentsOf(chart).map((document) => ({ chart, document })));
    return resourceFiles(group, made, group.taken);
  },

  // cdk8s does not call an overridden `Chart.toJson` for this one.
  [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]: (group) => {
    const names = namesOf(group, '');
    return group.charts.flatMap((chart, at) => {
      const made = group.synthesis.objectsOf(chart).map((object) => ({ chart, document: renderingOf(object) }));
      const files = resourceFiles(group, made, new Set());
      return files.map(({ path, text }) => ({ path: `${names[at]}/${path}`, text }));
    });
  },
};

function namesOf({ charts, folder, synthesis, taken }: Group, extension: string): readonly string[] {
  const ordered = synthesis.orders(charts, (chart) => `${chartNames(chart, folder, '')[0]}${extension}`);
  const names = charts.map((chart, at) => {
    const prefix = ordered ? `${String(at).padStart(4, '0')}-` : '';
    return chartNames(chart, folder, prefix).map((name) => name + extension);
  });
  return distinctNames(names, taken);
}

interface Made {
  readonly chart: Chart;
  readonly document: unknown;
}

function resourceFiles(group: Group, made: readonly Made[], taken: ReadonlySet<string>): readonly OutputFile[] {
  const { extension } = group;
  const texts = new Map<string, { readonly chart: Chart; readonly object: Named; readonly text: string }>();
  for (const [at, { chart, document }] of made.entries()) {
    if (document === undefined) continue;
    const object = document as Named;
    const identity = identityOf(object, at);
    const text = yamlText(document);
    const there = texts.get(identity);
    if (there && there.text !== text) failTwice(chart, object, there.chart);
    if (!there) texts.set(identity, { chart, object, text });
  }
  const names = distinctNames(
    Array.from(texts, ([identity, { object }]) => resourceNames(object, identity, extension)),
    taken,
  );
  return [...texts.values()].map(({ text }, at) => ({ path: names[at] ?? '', text }));
}

function failTwice(chart: Chart, { kind, metadata: { name, namespace } = {} }: Named, other: Chart): never {
  const got = `${kind} ${[namespace, name].filter(Boolean).join('/')}`;
  const where = other === chart ? 'the chart makes it twice' : `${other.node.path} makes it too`;
  fail(chart, 'an object must be made once in a cluster', got, `${where}, with other fields; rename or remove one`);
}
