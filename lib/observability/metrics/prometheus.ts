import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { imageFor } from '../../cluster/images';
import { httpProbes, type ObservabilityServerDescription, type ServerFacts, type ServerModel } from '../server-model';
import { prometheusYaml, settings } from './config';
import { ownRules, rulesFor } from './rules';
import { ownScrapeConfig, scrapeConfig } from './scrape';

/** The user `nobody` of the image. */
const USER = 65534;
const PORT = 9090;
const CONFIG = '/etc/prometheus/config';
const RULES = '/etc/prometheus/rules';
const DATA = '/prometheus';
/** Seconds: replaying the write-ahead log of a full server takes minutes. */
const STARTUP = 15 * 60;
const DEFAULTS = { memory: Size.gibibytes(1), cpu: Cpu.millis(200), ephemeralStorage: Size.mebibytes(256) };

/**
 * The Prometheus server: it may read the pods of the watched namespaces and nothing else, and reloads its configuration
 * by itself.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export const prometheus: ServerModel<'StatefulSet'> = { id: 'Prometheus', kind: 'StatefulSet', describe };

function describe(facts: ServerFacts): ObservabilityServerDescription {
  const { scope, props } = facts;
  const size = props.storage ?? Size.gibibytes(20);
  const { scrapeInterval = Duration.seconds(30), retention = Duration.days(15) } = props;
  const checked = settings(scope, scrapeInterval, retention, size);
  return {
    image: imageFor(scope, 'prometheus'),
    user: USER,
    port: PORT,
    servicePort: PORT,
    server: {
      args: [
        `--config.file=${CONFIG}/prometheus.yml`,
        '--config.auto-reload',
        `--storage.tsdb.path=${DATA}`,
        `--web.listen-address=:${PORT}`,
      ],
      ...httpProbes('/-/ready', STARTUP),
    },
    lateFiles: [
      {
        id: 'Config',
        files: () => ({ 'prometheus.yml': prometheusYaml(checked, `${RULES}/*.yaml`, scrapes(facts)) }),
        volumes: { config: { path: CONFIG } },
      },
      { id: 'Rules', suffix: 'rules', files: () => rules(facts), volumes: { rules: { path: RULES } } },
    ],
    data: { path: DATA, size },
    resources: { memory: props.memory, cpu: props.cpu },
    usual: DEFAULTS,
    gracePeriod: 300,
    minReady: 0,
    readsMetrics: true,
  };
}

function scrapes({ name, watched }: ServerFacts) {
  return [
    ownScrapeConfig(name, PORT),
    ...watched()
      .map(scrapeConfig)
      .filter((scrape) => scrape !== undefined),
  ];
}

function rules({ name, watched }: ServerFacts): Readonly<Record<string, string>> {
  const files = watched().flatMap((one): [string, string][] => {
    const text = rulesFor(one);
    return text === undefined ? [] : [[`${one.file}.yaml`, text]];
  });
  return { ...Object.fromEntries(files), '_prometheus.yaml': ownRules(name) };
}
