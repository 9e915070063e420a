import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { checkKind, LIST } from '../../checks/kinds';
import type { JsonObject } from '../../manifest/json';
import { copy, set } from '../metrics/relabel';

/** The `job` of the series of probes. It differs from that of the app, whose pods answer for themselves. */
const JOB = 'probe';
/** More series than a probe has: about 25. */
const SAMPLES = 100;

/**
 * The modules of the blackbox-exporter, by the scheme of what they ask. Where a redirect leads is another address.
 *
 * @see https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md
 */
export const MODULES: Readonly<Record<string, JsonObject>> = {
  https: { http: { follow_redirects: false }, prober: 'http' },
  tls: { prober: 'tcp', tcp: { tls: true } },
};

/** The part of something that is watched which is probed. */
export interface Probed {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly title: string;
  readonly urls: readonly string[];
}

/** Returns the jobs that probe addresses, one for each module. `exporter` is the URL of the blackbox-exporter. */
export function probeJobs({ name, namespace, title, urls }: Probed, exporter: string): readonly JsonObject[] {
  return Object.keys(MODULES).flatMap((module) => {
    const targets = urls.filter((url) => schemeOf(url) === module);
    if (targets.length === 0) return [];
    return {
      job_name: `${title}/${module}`,
      metrics_path: '/probe',
      params: { module: [module] },
      sample_limit: SAMPLES,
      label_limit: 64,
      static_configs: [{ labels: { namespace, workload: name }, targets: targets.map(targetOf) }],
      relabel_configs: [
        copy('__address__', '__param_target'),
        copy('__param_target', 'instance'),
        set('__address__', new URL(exporter).host),
        set('job', JOB),
      ],
    };
  });
}

/** The label matchers of the series of probes. */
export function matchersOfProbes({ name, namespace }: Pick<Probed, 'name' | 'namespace'>): string {
  const where = namespace === undefined ? [] : [`namespace="${namespace}"`];
  return [`job="${JOB}"`, ...where, `workload="${name}"`].join(',');
}

export function schemeOf(url: string): string {
  return new URL(url).protocol.replace(':', '');
}

/** The address as its module takes it: a URL, or a host and a port. */
function targetOf(url: string): string {
  const { hostname, port } = new URL(url);
  return schemeOf(url) === 'tls' ? `${hostname}:${port || 443}` : url;
}

/** Throws when an address has a scheme that no module has. */
export function checkUrls(scope: Construct, name: string, urls: readonly string[]): readonly string[] {
  checkKind(scope, `the urls of ${name}`, urls, LIST);
  for (const url of urls) {
    if (URL.canParse(url) && schemeOf(url) in MODULES) continue;
    const fix = 'use a form such as https://shop.example.com/ or tls://api.example.com';
    fail(scope, `a URL of ${name} must be one that can be probed`, url, fix);
  }
  return urls;
}
