import { ApiObject, JsonPatch } from 'cdk8s';
import { EnvValue } from 'cdk8s-plus-27';
import { WebApp } from '../../lib';
import { complete } from '../../lib/manifest/complete';
import { containerOf, find, podOf, synth, testChart } from '../support/charts';

function shop() {
  const chart = testChart();
  const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.4.2', scaling: { max: 4 } });
  return { chart, web };
}

describe('a JSON patch on an object of a Mainstay construct', () => {
  it('keeps a memory limit given as text, which the generated classes drop', () => {
    const { chart, web } = shop();
    ApiObject.of(web.deployment).addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/memory', '3Gi'),
    );
    expect(containerOf(find(chart, 'Deployment'))['resources'].limits.memory).toBe('3Gi');
  });

  it('keeps a target port given as text', () => {
    const { chart, web } = shop();
    ApiObject.of(web.service).addJsonPatch(JsonPatch.replace('/spec/ports/0/targetPort', 'http'));
    expect(find(chart, 'Service')['spec'].ports[0].targetPort).toBe('http');
  });

  it('keeps fields that are newer than the generated classes', () => {
    const { chart, web } = shop();
    ApiObject.of(web.service).addJsonPatch(JsonPatch.add('/spec/trafficDistribution', 'PreferSameZone'));
    ApiObject.of(web.deployment).addJsonPatch(
      JsonPatch.add('/spec/template/spec/initContainers', [
        { name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' },
      ]),
    );
    expect(find(chart, 'Service')['spec'].trafficDistribution).toBe('PreferSameZone');
    expect(podOf(find(chart, 'Deployment'))['initContainers'][0].restartPolicy).toBe('Always');
  });

  it('keeps fields that no version knows', () => {
    const { chart, web } = shop();
    ApiObject.of(web.deployment).addJsonPatch(JsonPatch.add('/spec/ofTheFuture', { a: [1] }));
    expect(find(chart, 'Deployment')['spec'].ofTheFuture).toEqual({ a: [1] });
  });

  it('speaks the names of the manifest, not those of the generated classes', () => {
    const { chart, web } = shop();
    ApiObject.of(web.service).addJsonPatch(JsonPatch.add('/spec/clusterIP', 'None'));
    ApiObject.of(web.deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/hostPID', false));
    expect(find(chart, 'Service')['spec'].clusterIP).toBe('None');
    expect(podOf(find(chart, 'Deployment'))['hostPID']).toBe(false);
  });

  it('keeps extended resources and quantities', () => {
    const { chart, web } = shop();
    ApiObject.of(web.deployment).addJsonPatch(
      JsonPatch.add('/spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu', '1'),
    );
    expect(containerOf(find(chart, 'Deployment'))['resources'].limits['nvidia.com/gpu']).toBe('1');
  });

  it.each(['deployment', 'service', 'serviceAccount', 'autoscaler', 'budget', 'networkPolicy'] as const)(
    'reaches web.%s',
    (field) => {
      const { chart, web } = shop();
      const object = web[field];
      if (!object) throw new Error(`no ${field}`);
      ApiObject.of(object).addJsonPatch(JsonPatch.add('/metadata/annotations', { touched: 'yes' }));
      expect(synth(chart).filter((m) => m['metadata'].annotations?.touched === 'yes')).toHaveLength(1);
    },
  );

  it('fails when it does not apply, with the path of the object', () => {
    const { chart, web } = shop();
    ApiObject.of(web.deployment).addJsonPatch(JsonPatch.replace('/spec/nothing/here', 1));
    expect(() => synth(chart)).toThrow(
      /\[shop\/web\/Deployment\/Resource\] a JSON patch does not apply, got .*nothing/,
    );
  });
});

describe('completion', () => {
  it('renders the same twice', () => {
    const { web } = shop();
    const object = ApiObject.of(web.deployment);
    expect(object.toJson()).toEqual(object.toJson());
  });

  it('can be added to, and the patches stay last', () => {
    const { chart, web } = shop();
    ApiObject.of(web.service).addJsonPatch(JsonPatch.replace('/spec/type', 'NodePort'));
    complete(web.service, (manifest) => ({ ...manifest, spec: { type: 'LoadBalancer', ports: [] } }));
    expect(find(chart, 'Service')['spec']).toEqual({ ports: [], type: 'NodePort' });
  });

  it('keeps what the methods of cdk8s-plus add', () => {
    const { chart, web } = shop();
    web.container.env.addVariable('MODE', EnvValue.fromValue('fast'));
    web.deployment.addContainer({ name: 'helper', image: 'helper:1', securityContext: { user: 12345 } });
    const deployment = find(chart, 'Deployment');
    expect(containerOf(deployment)['env']).toContainEqual({ name: 'MODE', value: 'fast' });
    expect(containerOf(deployment, 'helper')['securityContext']).toMatchObject({
      capabilities: { drop: ['ALL'] },
      runAsUser: 12345,
    });
  });

  it('lets stock cdk8s-plus methods select the pods', () => {
    const { chart, web } = shop();
    web.deployment.exposeViaService({ name: 'stock', ports: [{ port: 80, targetPort: 8080 }] });
    const labels = find(chart, 'Deployment')['spec'].template.metadata.labels;
    expect(labels).toMatchObject(find(chart, 'Service', 'stock')['spec'].selector);
  });
});
