import { Duration, Size } from 'cdk8s';
import { wholeNumber } from '../../checks/formats';
import { imageFor } from '../../cluster/images';
import { type JsonObject, tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import { alertmanagerAddresses } from '../alerts/alertmanager';
import { probeJobs } from '../probes/probe';
import type { ObservabilityProps } from '../props';
import { unsourced } from '../series/unsourced';
import {
  httpProbes,
  type ObservabilityServerDescription,
  type ServerFacts,
  type ServerModel,
  secretPath,
  type WayOut,
} from '../server-model';
import { amountsOf, CARRIED } from '../sizes';
import type { ClusterJob } from '../sources/cluster-job';
import { clusterJobs } from '../sources/cluster-jobs';
import { isOffered } from '../sources/series';
import { sourcesOf } from '../sources/sources';
import { namespacesOf, type Watched } from '../watched';
import { clusterRules } from './cluster-rules';
import { POD, prometheusYaml, settings } from './config';
import { ownRules, rulesFor } from './rules';
import { ownScrapeConfig, scrapeConfig } from './scrape';

/** The user `nobody` of the image. */
const USER = 65534;
const PORT = 9090;
const CONFIG = '/etc/prometheus/config';
const WATCHED = '/etc/prometheus/watched';
const OWN_RULES = 'prometheus.rules.yaml';
const DATA = '/prometheus';
/** Seconds: replaying the write-ahead log of a full server takes minutes. */
const STARTUP = 15 * 60;

/**
 * The Prometheus server: it may read the pods of the watched namespaces and nothing else, and reloads its configuration
 * by itself.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export const prometheus: ServerModel<'StatefulSet'> = { id: 'Prometheus', kind: 'StatefulSet', describe };

function describe(facts: ServerFacts): ObservabilityServerDescription {
  const { scope, props } = facts;
  const size = props.storage ?? Size.gibibytes(CARRIED[props.size ?? 'small'].storage);
  const { scrapeInterval = Duration.seconds(30), retention = Duration.days(15) } = props;
  const jobs = clusterJobs(scope, props);
  const { remoteWrite, replicas = props.size === 'large' ? 2 : 1 } = props;
  wholeNumber(scope, 'replicas', replicas, 1, 2);
  const checked = settings(scope, scrapeInterval, retention, size);
  const apart = remoteWrite !== undefined && replicas > 1;
  return {
    image: imageFor(scope, 'prometheus'),
    user: USER,
    port: PORT,
    servicePort: PORT,
    replicas,
    sticky: replicas > 1,
    env: apart ? { [POD]: 'metadata.name' } : {},
    secretFiles: remoteWrite?.secrets ?? {},
    reaches: remoteWrite ? [remoteWrite.way] : [],
    server: {
      args: [
        `--config.file=${CONFIG}/prometheus.yml`,
        '--config.auto-reload',
        '--enable-feature=exemplar-storage',
        `--storage.tsdb.path=${DATA}`,
        `--web.listen-address=:${PORT}`,
      ],
      ...httpProbes('/-/ready', STARTUP),
    },
    lateFiles: {
      id: 'Config',
      files: () => {
        const rules = {
          [OWN_RULES]: ownRules(facts.name, remoteWrite !== undefined),
          ...clusterRules(sourcesOf(scope, props)),
        };
        const namespaces = namespacesOf(facts.watched());
        const settled = prometheusYaml(checked, {
          rules: [...Object.keys(rules), `${WATCHED}/*.rules.yaml`],
          scrapes: [`${WATCHED}/*.scrape.yaml`],
          own: [
            ownScrapeConfig(facts.name, PORT),
            ...jobs.map(({ scrape }) => scrape(namespaces)),
            ...existing(facts, jobs, namespaces),
          ],
          remote: remoteWrite?.settings(secretPath),
          apart,
          alertmanagers: facts.has('alertmanager') ? alertmanagerAddresses(facts) : [],
        });
        return { 'prometheus.yml': settled, ...rules };
      },
      volumes: { config: { path: CONFIG } },
    },
    watchedFiles: { path: WATCHED, files: (one) => filesAbout(one, facts) },
    data: { path: DATA, size },
    resources: { memory: props.memory, cpu: props.cpu },
    usual: amountsOf('prometheus', props, 256),
    gracePeriod: 300,
    minReady: 0,
    readsMetrics: true,
    permissions: {
      cluster: jobs.flatMap(({ cluster = [] }) => cluster),
      namespaces: Object.assign({}, ...jobs.map(({ namespaces = {} }) => namespaces)),
      watched: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    },
    ways: [...jobs.flatMap(({ way }) => way ?? []), ...wayToExisting(props)],
    asks: ['alertmanager'],
  };
}

function wayToExisting({ metricsFrom }: ObservabilityProps): readonly WayOut[] {
  const { namespace, port } = metricsFrom?.peer ?? {};
  return namespace && port ? [{ peers: [{ namespaces: [namespace] }], ports: [port] }] : [];
}

/** The job that reads from another Prometheus what no job offers. */
function existing(
  { props: { metricsFrom }, watched }: ServerFacts,
  jobs: readonly ClusterJob[],
  namespaces: readonly string[],
): readonly JsonObject[] {
  if (!metricsFrom) return [];
  const offered = jobs.flatMap(({ series }) => series);
  const missing = new Set(unsourced(watched(), offered).flatMap(({ name }) => name ?? []));
  const names = [...missing].sort().filter((name) => isOffered(name, metricsFrom.series));
  const job = metricsFrom.scrape(names, namespaces);
  return job ? [job] : [];
}

/** Returns the rules and the scrape jobs of something that is watched. */
function filesAbout(one: Watched, { url }: ServerFacts): Readonly<Record<string, string>> {
  const scrape = scrapeConfig(one);
  const scrapes = [...(scrape ? [scrape] : []), ...(one.urls.length > 0 ? probeJobs(one, url('blackbox')) : [])];
  return {
    [`${one.file}.rules.yaml`]: rulesFor(one),
    ...(scrapes.length > 0 && { [`${one.file}.scrape.yaml`]: yamlText(tidy({ scrape_configs: scrapes })) }),
  };
}
