import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Chart, Duration } from 'cdk8s';
import {
  AddOn,
  Backup,
  Certificate,
  Cluster,
  Engine,
  External,
  Port,
  RolloutStrategy,
  RouteAuth,
  ScalingMetric,
  SecretKey,
  SecurityBaseline,
  Signature,
  StatefulStore,
  Vault,
  WebApp,
  Worker,
} from '../../lib';
import type { AddOnFacts } from '../../lib/cluster/add-ons/facts';
import { ADD_ONS } from '../../lib/cluster/add-ons/table';
import { BACKEND_TRAFFIC_POLICY, SECURITY_POLICY } from '../../lib/cluster/envoy-gateway';
import { BACKEND_CONFIG, BACKEND_POLICY, HEALTH_CHECK_POLICY } from '../../lib/cluster/google';
import { MIDDLEWARE, SERVERS_TRANSPORT } from '../../lib/cluster/traefik';
import { type Manifest, synth, testChart } from '../support/charts';
import { ROOT } from '../support/dist';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const NATIVE =
  /^(apps|batch|policy|autoscaling|networking\.k8s\.io|(rbac\.authorization|admissionregistration)\.k8s\.io)\/|^v1$/;

/** What Jobs make, and no manifest. */
const BY_JOBS: readonly string[] = ['snapshot.storage.k8s.io/v1 VolumeSnapshot'];

/** What every cluster of a cloud has, or of a controller of Ingresses. */
const OF_CLOUDS = [
  BACKEND_CONFIG,
  BACKEND_POLICY,
  HEALTH_CHECK_POLICY,
  MIDDLEWARE,
  SERVERS_TRANSPORT,
  BACKEND_TRAFFIC_POLICY,
  SECURITY_POLICY,
].map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

/** A chart that has every custom resource which lib/ makes. */
function everything(): Manifest[] {
  const chart = testChart();
  Cluster.generic({
    installed: [
      AddOn.argoRollouts(),
      AddOn.certManager({ issuer: 'internal-ca' }),
      AddOn.cilium(),
      AddOn.cloudNativePg(),
      AddOn.externalSecrets({ store: Vault.kubernetes({ address: 'https://vault.example.com', role: 'shop' }) }),
      AddOn.gateway({ name: 'edge', namespace: 'gateways', http: 'http', https: 'https' }),
      AddOn.keda(),
      AddOn.velero(),
      AddOn.verticalPodAutoscaler(),
      AddOn.volumeSnapshots(),
    ],
  }).attachTo(chart);
  const queue = new StatefulStore(chart, 'queue', {
    engine: Engine.valkey(),
    tls: Certificate.issued(),
    backup: Backup.velero({ schedule: '0 2 * * *', keep: Duration.days(30) }),
  });
  new StatefulStore(chart, 'orders', {
    engine: Engine.postgres({ cloudNativePg: { pooler: {}, backup: { schedule: '30 3 * * *' } } }),
  });
  const web = new WebApp(chart, 'web', {
    image,
    host: 'shop.example.com',
    strategy: RolloutStrategy.blueGreen(),
    rightsizing: 'recommend',
  });
  new Worker(chart, 'biller', { image, env: { STRIPE: SecretKey.external('shop/stripe', { property: 'key' }) } });
  new WebApp(chart, 'rpc', { image, host: 'rpc.example.com', port: Port.tcp(9000, 'grpc') });
  web.uses(External.host('db.example.com', Port.tcp(5432)));
  const metrics = [ScalingMetric.redisList(queue, { list: 'mails', perPod: 100 })];
  new Worker(chart, 'mailer', { image, scaling: { min: 0, max: 20, metrics } });
  return [chart, secured(), ...changed(), onGoogle(), onGoogle(AddOn.gateway({ name: 'edge', namespace: 'gateways' }))]
    .flatMap(synth)
    .filter(({ apiVersion }) => !NATIVE.test(apiVersion));
}

/** A chart with signed images and a secret that is a file only. */
function secured(): Chart {
  const chart = testChart();
  const vault = Vault.kubernetes({ address: 'https://vault.example.com', role: 'shop' });
  Cluster.generic({ installed: [AddOn.kyverno(), AddOn.secretsStoreCsi({ vault })] }).attachTo(chart);
  const workflow = 'https://github.com/acme/shop/.github/workflows/release.yaml';
  const by = { issuer: 'https://token.actions.githubusercontent.com', subject: workflow };
  new SecurityBaseline(chart, 'baseline', { signatures: [Signature.keyless({ images: ['ghcr.io/acme/*'], ...by })] });
  const stripe = SecretKey.csi('shop/stripe', { property: 'key' });
  new Worker(chart, 'biller', { image, secretFiles: { '/run/keys/stripe': stripe } });
  return chart;
}

/** Charts with an app whose requests a controller changes by its own objects. */
function changed(): Chart[] {
  const envoy = AddOn.gateway({ name: 'edge', namespace: 'gateways', class: 'eg' });
  return [Cluster.k3s(), Cluster.generic({ installed: [envoy] })].map((cluster) => {
    const chart = testChart();
    cluster.attachTo(chart);
    const routing = { auth: RouteAuth.basic('staff'), maxBody: '5Mi', timeout: Duration.seconds(9) } as const;
    new WebApp(chart, 'web', { image, host: 'shop.example.com', routing });
    return chart;
  });
}

/** A chart with an app with a host on GKE. */
function onGoogle(...installed: readonly AddOn[]): Chart {
  const chart = testChart();
  Cluster.gke({ installed }).attachTo(chart);
  const routing = installed.length > 0 ? { timeout: Duration.seconds(9) } : undefined;
  new WebApp(chart, 'web', { image, host: 'shop.example.com', health: '/healthz', routing });
  return chart;
}

/** `group/version` of the custom resources that the sources of lib/ name in a string. */
function namedInSources(): string[] {
  const lib = path.join(ROOT, 'lib');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const named = files.flatMap((file) =>
    [...readFileSync(path.join(lib, file), 'utf8').matchAll(/['"`]((?:[a-z0-9-]+\.)+[a-z]+\/v\d\w*)['"`]/g)].map(
      ([, name]) => name ?? '',
    ),
  );
  return [...new Set(named)].filter((name) => !NATIVE.test(name)).sort();
}

describe('every custom resource that lib/ makes', () => {
  const made = everything();
  const inTable = Object.values<AddOnFacts>(ADD_ONS)
    .flatMap(({ apiVersion, kinds = [] }) => kinds.map((kind) => `${apiVersion} ${kind}`))
    .concat(OF_CLOUDS)
    .sort();

  it('is in the chart of this test', () => {
    const rendered = [...new Set(made.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))].sort();
    expect(rendered).toEqual(inTable.filter((resource) => !BY_JOBS.includes(resource)));
  });

  it('is in the table of add-ons or of a cloud, which alone says its version', () => {
    expect([...new Set(inTable.map((resource) => resource.split(' ')[0]))]).toEqual(namedInSources());
  });

  it('fits its definition in imports/crds', () => {
    expect(made.flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it.each(made)('cannot have a field that its definition does not know: $kind', (manifest) => {
    const changed = { ...manifest, spec: { ...manifest['spec'], mistyped: 1 } };
    expect(validateManifest(changed)).toEqual([expect.stringContaining('spec: unknown field "mistyped"')]);
  });
});
