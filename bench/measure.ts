import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import { App } from '../lib/synth/app';
import { fill, OBJECTS_A_SERVICE, type Workload } from './workload';

/** Subjects of the measurement: the App of cdk8s, ours, and the lower bound: JSON of finished documents to the same files. */
export type Subject = 'cdk8s' | 'mainstay' | 'floor';

export interface Measurement {
  readonly cpuSeconds: number;
  /** Peak of the whole process, with Node.js, the compiler and the libraries. */
  readonly peakMegabytes: number;
  readonly objects: number;
  readonly digest: string;
}

function measure(subject: Subject, workload: Workload, outdir: string): Measurement {
  const app = new (subject === 'mainstay' ? App : cdk8s.App)({ outdir });
  fill(app, workload);
  const act = subject === 'floor' ? writeJson(app, outdir) : () => app.synth();
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return {
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    objects: workload.charts * workload.services * OBJECTS_A_SERVICE,
    digest: digestOf(outdir),
  };
}

function writeJson(app: cdk8s.App, outdir: string): () => void {
  const documents = app.node.children.map((chart) => ({
    file: join(outdir, `${chart.node.id}.json`),
    manifests: chart.node.findAll().flatMap((node) => (cdk8s.ApiObject.isApiObject(node) ? [node.toJson()] : [])),
  }));
  return () => {
    for (const { file, manifests } of documents) {
      writeFileSync(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n'));
    }
  };
}

function digestOf(directory: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(directory).filter((name) => !name.startsWith('.'));
  for (const name of names.sort()) hash.update(name).update(readFileSync(join(directory, name)));
  return hash.digest('hex');
}

if (require.main === module) {
  const [subject, workload] = JSON.parse(process.argv[2] ?? '') as [Subject, Workload];
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    process.stdout.write(JSON.stringify(measure(subject, workload, outdir)));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
