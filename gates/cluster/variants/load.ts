/** The charts of apps/ as they are, for another cluster, or as a later version of them would be. */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Construct } from 'constructs';
import * as lib from '../../../lib';
import { removeAtExit } from '../cleanup';
import { type AppManifests, readApps } from '../manifests';

/** A statement of a chart that makes a construct. */
export interface Statement {
  /** Name of the class, such as `WebApp`. */
  readonly of: string;
  readonly scope: Construct;
  readonly id: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** Changes a statement. */
export type Edit = (statement: Statement) => Statement;

export interface Variant {
  /** Kubernetes version that all charts are for, whatever cluster they name. @default - what they name */
  readonly version?: string;
  /** Other default images. @default - none */
  readonly images?: lib.ImageOverrides;
  /** @default - what the charts say */
  readonly edit?: Edit;
}

/** Constructs that charts make; all that the library exports are found, so that a new one is edited like the others. */
const CONSTRUCTS = Object.entries(lib).flatMap(([name, value]) =>
  typeof value === 'function' && isConstructClass(value) && name !== 'App' ? [[name, value] as const] : [],
);
const PRESETS = ['generic', 'eks', 'gke', 'aks', 'kind', 'k3s'] as const;
const LIBRARY = require.resolve('../../../lib');
const APPS = path.join(__dirname, '..', '..', '..', 'apps');

type ConstructClass = new (scope: Construct, id: string, props?: object) => Construct;

function isConstructClass(value: object): value is ConstructClass {
  return 'isConstruct' in value;
}

/** @returns a class whose constructs get the props that `edit` returns, and are still instances of `Original` */
function edited(of: string, Original: ConstructClass, edit: Edit): ConstructClass {
  const make = (scope: Construct, id: string, props: object = {}) => {
    const said = edit({ of, scope, id, props: props as Statement['props'] });
    return [said.scope, said.id, said.props] as const;
  };
  return class extends Original {
    constructor(scope: Construct, id: string, props?: object) {
      super(...make(scope, id, props));
    }
  };
}

/** @returns `Cluster` whose presets are all of one version. */
function clusterOf(version: string): typeof lib.Cluster {
  return new Proxy(lib.Cluster, {
    get: (target, name) => {
      const preset = PRESETS.find((known) => known === name);
      if (!preset) return Reflect.get(target, name);
      return (props: lib.ClusterProps = {}) => target[preset]({ ...props, version });
    },
  });
}

/** Runs `work` while every import of the library gets `instead`. */
function withLibrary<T>(instead: object, work: () => T): T {
  const module = require.cache[LIBRARY];
  if (!module) throw new Error(`${LIBRARY} is not loaded`);
  const before = module.exports;
  const forget = () => {
    for (const file of Object.keys(require.cache))
      if (file.startsWith(`${APPS}${path.sep}`)) delete require.cache[file];
  };
  forget();
  module.exports = instead;
  try {
    return work();
  } finally {
    module.exports = before;
    forget();
  }
}

/** Synthesizes a variant of all apps. @returns the manifests of each chart, as in dist/ */
export function synthesizeApps({ version, images, edit }: Variant = {}): AppManifests[] {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-apps-'));
  const removeOutdir = removeAtExit(outdir);
  const Cluster = version === undefined ? lib.Cluster : clusterOf(version);
  const constructs = edit ? CONSTRUCTS.map(([name, Original]) => [name, edited(name, Original, edit)]) : [];
  try {
    return withLibrary({ ...lib, ...Object.fromEntries(constructs), Cluster }, () => {
      const { addCharts } = require('../../../apps/charts') as typeof import('../../../apps/charts');
      const app = new lib.App({ outdir, cluster: Cluster.generic(), ...(images ? { images } : {}) });
      addCharts(app);
      app.synth();
      return readApps(outdir);
    });
  } finally {
    removeOutdir();
  }
}
