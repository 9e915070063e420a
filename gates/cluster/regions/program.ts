/** One app for two clusters, which have the same names and differ in what is installed, in versions and in one part each. */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AddOn,
  App,
  Cluster,
  Engine,
  Observability,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} from '../../../lib';
import { removeAtExit } from '../cleanup';

export interface Region {
  /** The folder of its manifests. */
  readonly folder: string;
  readonly cluster: () => Cluster;
  /** The text that only manifests of this region have: in an image, a host and a variable. */
  readonly mark: string;
  /** Adds the part that only this region has. */
  readonly own: (chart: Chart) => void;
}

const IMAGE = 'ghcr.io/acme/shop';

export const REGIONS: readonly Region[] = [
  {
    folder: 'eu',
    cluster: () =>
      Cluster.generic({ installed: [AddOn.gateway({ name: 'edge', namespace: 'gateways' }), AddOn.keda()] }),
    mark: 'europe',
    own: (chart) => new Worker(chart, 'auditor', { image: `${IMAGE}:1.4.2-europe` }),
  },
  {
    // Its construct is `us`; the cluster has a name of its own.
    folder: 'ohio',
    cluster: () => Cluster.generic({ name: 'ohio' }),
    mark: 'america',
    own: (chart) => new ScheduledTask(chart, 'settlement', { image: `${IMAGE}:1.5.0-america`, schedule: '30 3 * * *' }),
  },
];

class Shop extends Construct {
  constructor(scope: Construct, { mark, own }: Region) {
    super(scope, 'shop');
    const chart = new Chart(this, 'shop', { namespace: 'shop' });
    new SecurityBaseline(chart, 'baseline');
    const web = new WebApp(chart, 'web', {
      image: `${IMAGE}:1.4.2-${mark}`,
      host: `${mark}.example.com`,
      env: { REGION: mark },
      files: { '/etc/shop/region.txt': mark },
    });
    web.uses(new StatefulStore(chart, 'sessions', { engine: Engine.valkey() }));
    own(chart);
  }
}

/** Synthesizes both. @returns the folder of all manifests */
export function twoClusters(): string {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-regions-'));
  removeAtExit(outdir);
  const app = new App({ outdir });
  for (const region of REGIONS) {
    const place = new Construct(app, region.folder === 'ohio' ? 'us' : region.folder);
    region.cluster().attachTo(place);
    new Shop(place, region);
    const monitoring = new Chart(new Construct(place, 'monitoring'), 'monitoring', { namespace: 'monitoring' });
    new SecurityBaseline(monitoring, 'baseline');
    new Observability(monitoring, 'observability').watch(app);
  }
  app.synth();
  return outdir;
}
