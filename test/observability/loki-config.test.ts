import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Size } from 'cdk8s';
import { isObject, type JsonValue } from '../../lib/manifest/json';
import { lokiConfig } from '../../lib/observability/logs/loki-config';

const SETTINGS = { days: 14, memory: Size.mebibytes(768), path: '/loki' };
const config = lokiConfig(SETTINGS);
const s3 = {
  bucketnames: 'a',
  endpoint: 'b',
  http_config: { ca_file: 'c' },
  insecure: true,
  region: 'd',
  s3forcepathstyle: true,
};
const shared = lokiConfig({ ...SETTINGS, shared: { bucket: s3, replicas: 3, name: 'loki' } });

/** The documented keys, each with its page: `npm test` cannot start Loki, which drops a key at a wrong place without a word. */
const documented = readFileSync(path.join(__dirname, 'loki-keys.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));

function keysOf(value: JsonValue, at = ''): readonly string[] {
  if (Array.isArray(value) && value.some(isObject)) return value.flatMap((one) => keysOf(one, at));
  if (!isObject(value)) return [at];
  return Object.entries(value).flatMap(([key, one]) => keysOf(one, at ? `${at}.${key}` : key));
}

describe('the file of Loki', () => {
  it('has the keys of the table and no other, each with its page', () => {
    expect([...new Set([...keysOf(config), ...keysOf(shared)])].sort()).toEqual(documented.map(([key]) => key).sort());
    for (const [key, page] of documented)
      expect([key, page]).toEqual([key, expect.stringMatching(/^https:\/\/grafana\.com\/docs\/loki\/latest\//)]);
  });

  it('deletes old logs, which needs the time, the compactor and a store for its requests', () => {
    expect(config['limits_config']).toMatchObject({ retention_period: '336h' });
    expect(config['compactor']).toMatchObject({ retention_enabled: true, delete_request_store: 'filesystem' });
  });

  it('has the schema that OTLP and retention need', () => {
    expect(config['schema_config']).toMatchObject({
      configs: [{ store: 'tsdb', schema: 'v13', index: { period: '24h' } }],
    });
  });

  it('indexes by service, namespace and container, and not by pod', () => {
    expect(config['distributor']).toEqual({
      otlp_config: {
        default_resource_attributes_as_index_labels: ['service.name', 'k8s.namespace.name', 'k8s.container.name'],
      },
    });
  });

  it('takes entries that are as old as a queue of the agent may be, but not older than the retention', () => {
    expect(config['limits_config']).toMatchObject({ reject_old_samples_max_age: '168h' });
    const short = lokiConfig({ days: 2, memory: Size.mebibytes(768), path: '/loki' });
    expect(short['limits_config']).toMatchObject({ reject_old_samples_max_age: '48h' });
  });

  it('sends nothing to its makers', () => {
    expect(config['analytics']).toEqual({ reporting_enabled: false });
  });
});
