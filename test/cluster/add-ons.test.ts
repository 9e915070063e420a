import { Duration } from 'cdk8s';
import { AddOn, Cluster, type ClusterProps, Engine, StatefulStore } from '../../lib';
import type { AddOnFacts } from '../../lib/cluster/add-ons/facts';
import { requires } from '../../lib/cluster/add-ons/requires';
import { ADD_ONS, type AddOnName } from '../../lib/cluster/add-ons/table';
import { testChart } from '../support/charts';
import { crdSchema } from '../support/crds';

const NAMES = Object.keys(ADD_ONS) as AddOnName[];
const FACTS = Object.entries<AddOnFacts>(ADD_ONS);

const GATEWAY = { name: 'edge', namespace: 'gateways', http: 'web', https: 'websecure' };

describe('the add-ons of a cluster', () => {
  it('are none unless they are said', () => {
    const cluster = Cluster.eks();
    expect(NAMES.map((name) => cluster.addOn(name))).toEqual(NAMES.map(() => undefined));
    expect(cluster.deregistration).toBeUndefined();
  });

  it('are those that are said, with the options that were given or are usual', () => {
    const cluster = Cluster.generic({
      deregistration: Duration.minutes(1),
      installed: [
        AddOn.gateway(GATEWAY),
        AddOn.certManager({ issuer: 'letsencrypt' }),
        AddOn.verticalPodAutoscaler(),
        AddOn.keda(),
        AddOn.velero({ namespace: 'backups' }),
        AddOn.cloudNativePg({ barmanCloud: true }),
      ],
    });
    expect(cluster.addOn('gateway')).toEqual(GATEWAY);
    expect(cluster.addOn('certManager')).toEqual({ issuer: 'letsencrypt', kind: 'ClusterIssuer' });
    expect(cluster.addOn('verticalPodAutoscaler')).toEqual({});
    expect(cluster.addOn('keda')).toEqual({ namespace: 'keda' });
    expect(cluster.addOn('velero')).toEqual({ namespace: 'backups' });
    expect(cluster.addOn('cloudNativePg')).toEqual({ namespace: 'cnpg-system', barmanCloud: true });
    expect(cluster.addOn('cilium')).toBeUndefined();
    expect(cluster.deregistration).toBe(60);
  });

  it.each(FACTS)('have definitions that serve the kinds of %s', (_, { apiVersion, kinds = [] }) => {
    expect(kinds.filter((kind) => crdSchema(apiVersion ?? '', kind) === undefined)).toEqual([]);
  });

  it.each(NAMES)('have an error that names the call that adds %s', (name) => {
    expect(() => requires(testChart(), name, 'this')).toThrow(
      `[shop] this needs ${ADD_ONS[name].title}, got a cluster without; say installed: [${ADD_ONS[name].call}] in the Cluster`,
    );
    expect(ADD_ONS[name].call).toMatch(new RegExp(`^AddOn\\.${name}\\(`));
    expect(AddOn[name]).toBeInstanceOf(Function);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['the Gateway has no name', () => AddOn.gateway({ ...GATEWAY, name: '' }), /the name of a Gateway must be a DNS/],
    [
      'the Gateway is nothing',
      () => AddOn.gateway(undefined as never),
      /AddOn.gateway must be an object, got nothing; pass \{ name: …, namespace: … \}/,
    ],
    [
      'the namespace of the Gateway is no DNS label',
      () => AddOn.gateway({ name: 'a', namespace: 'a.b' }),
      /the namespace of a Gateway must be/,
    ],
    [
      'a listener is no DNS name',
      () => AddOn.gateway({ name: 'a', namespace: 'a', https: 'A' }),
      /the name of a listener must be/,
    ],
    [
      'requests are to be sent to an unknown listener',
      () => AddOn.gateway({ name: 'a', namespace: 'a', http: 'web' }),
      /a redirect to HTTPS needs two listeners, got http web, https nothing; give the name/,
    ],
    [
      'the issuer is no DNS name',
      () => AddOn.certManager({ issuer: 'Let us' }),
      /the name of an issuer must be a DNS name/,
    ],
    [
      'the issuer is of no kind',
      () => AddOn.certManager({ issuer: 'a', kind: 'Signer' as never }),
      /AddOn.certManager.kind must be one of ClusterIssuer, Issuer, got Signer/,
    ],
    ['the namespace of KEDA is no DNS label', () => AddOn.keda({ namespace: 'K' }), /the namespace of KEDA must be/],
    [
      'the namespace of CloudNativePG is no DNS label',
      () => AddOn.cloudNativePg({ namespace: 'CNPG' }),
      /the namespace of CloudNativePG must be a DNS label/,
    ],
    [
      'an option has another name',
      () => AddOn.velero({ nameSpace: 'a' } as never),
      /got nameSpace; did you mean namespace/,
    ],
    ['the options of KEDA are a flag', () => AddOn.keda(true as never), /AddOn.keda must be an object, got true/],
    [
      'the plugin of CloudNativePG is neither there nor not',
      () => AddOn.cloudNativePg({ barmanCloud: 'yes' as never }),
      /AddOn.cloudNativePg.barmanCloud must be true or false, got yes/,
    ],
    [
      'Prometheus has no URL',
      () => AddOn.prometheus({} as never),
      /AddOn.prometheus.url must be text, got nothing; give a text in quotes/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'an add-on is a name',
      ['keda'],
      /Cluster.installed must be a list of AddOns, got keda; use AddOn.keda\(\), for example/,
    ],
    ['an add-on is not called', [AddOn.keda], /Cluster.installed must be a list of AddOns, got /],
    [
      'one add-on is given without a list',
      AddOn.keda(),
      /Cluster.installed must be a list of AddOns, got an? AddOn; put it in brackets/,
    ],
    [
      'one add-on is given twice with other options',
      [AddOn.velero(), AddOn.keda(), AddOn.velero({ namespace: 'backups' })],
      /Velero must be installed once, got AddOn.velero 2 times; keep one of them/,
    ],
  ])('fails when %s', (_, installed, message) => {
    expect(() => Cluster.generic({ installed } as ClusterProps)).toThrow(message);
  });

  it.each(['vpa', ...NAMES])('fails when %s is a prop of its own', (name) => {
    expect(() => Cluster.generic({ [name]: true } as ClusterProps)).toThrow(
      `no prop of Cluster has this name, got ${name}; did you mean installed`,
    );
  });

  it('fails when an engine needs an operator that another cluster has', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.keda()] }).attachTo(chart);
    expect(() => new StatefulStore(chart, 'db', { engine: Engine.postgres(), replicas: 3 })).toThrow(
      '[shop/db] failover of postgres needs CloudNativePG, got a cluster without; say installed: [AddOn.cloudNativePg()] in the Cluster, or use replicas: 1 for one server on a volume',
    );
  });
});
