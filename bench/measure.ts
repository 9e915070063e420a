import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import { App } from '../lib/synth/app';
import { build, type Program } from './programs';

/** Subjects of a measurement: the App of cdk8s, ours, and the lower bound: JSON of finished documents to the same files. */
export type Subject = 'cdk8s' | 'mainstay' | 'floor';

/** The measurement of one process. Times are seconds of CPU, of all threads. */
export interface Measurement {
  readonly synth: number;
  readonly construct: number;
  /** The whole process until the end of synth, with Node.js and the libraries. */
  readonly all: number;
  /** Peak of the whole process. */
  readonly megabytes: number;
  readonly objects: number;
  readonly bytes: number;
  readonly digest: string;
}

function measure(subject: Subject, program: Program, outdir: string): Measurement {
  const app = new (subject === 'cdk8s' ? cdk8s.App : App)({ outdir });
  const construct = cpuOf(() => build(app, program));
  const synth = subject === 'floor' ? floorOf(app, outdir) : cpuOf(() => app.synth());
  const all = seconds(process.cpuUsage());
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const objects = app.node.findAll().filter((node) => cdk8s.ApiObject.isApiObject(node)).length;
  return { construct, synth, all, megabytes, objects, ...contentOf(outdir) };
}

function floorOf(app: cdk8s.App, outdir: string): number {
  app.synth();
  const documents = app.charts.map((chart) => ({
    file: join(outdir, `${chart.node.id}.json`),
    manifests: chart.node.findAll().flatMap((node) => (cdk8s.ApiObject.isApiObject(node) ? [node.toJson()] : [])),
  }));
  const write = () => {
    for (const { file, manifests } of documents) {
      writeFileSync(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n'));
    }
  };
  return cpuOf(write);
}

function cpuOf(act: () => void): number {
  const before = process.cpuUsage();
  act();
  return seconds(process.cpuUsage(before));
}

function seconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

/** Returns the size and the digest of the manifests, without the record of synth. */
function contentOf(directory: string): Pick<Measurement, 'bytes' | 'digest'> {
  const hash = createHash('sha256');
  const names = readdirSync(directory).filter((name) => !name.startsWith('.'));
  for (const name of names.sort()) hash.update(name).update(readFileSync(join(directory, name)));
  const bytes = names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  return { bytes, digest: hash.digest('hex') };
}

if (require.main === module) {
  const [subject, program] = JSON.parse(process.argv[2] ?? '') as [Subject, Program];
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    process.stdout.write(JSON.stringify(measure(subject, program, outdir)));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
