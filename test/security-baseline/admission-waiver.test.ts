import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { App, Cluster, WebApp } from '../../lib';
import { HOST_NETWORK, IMAGE, judged, namespaced, ofKind, plain, podOf, policies } from './admission-support';
import { goodApp } from './good-app';

describe('a waiver at admission', () => {
  const REASON = 'writes beside its binary until 3.0';
  const writing = (app: App): Chart => {
    const chart = namespaced(app, 'shop', {
      waivers: [{ rule: 'read-only-root', construct: 'shop/web', reason: REASON }],
    });
    const web = new WebApp(chart, 'web', { image: IMAGE });
    const path = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
    ApiObject.of(web.deployment).addJsonPatch(JsonPatch.replace(path, false));
    return chart;
  };

  it('spares the workload, and the pods that its controller makes', () => {
    const app = new App();
    writing(app);
    const all = policies(app);
    const [web] = ofKind(app, 'Deployment');
    expect(judged(all, web)).toEqual([]);
    expect(judged(all, podOf(web, { 'pod-template-hash': '5d4f8c' }))).toEqual([]);
  });

  it('spares no other workload, no other rule and no other namespace', () => {
    const app = new App();
    writing(app);
    const all = policies(app);
    const [web] = ofKind(app, 'Deployment');
    const other = podOf(web);
    other.metadata.labels['app.kubernetes.io/name'] = 'api';
    expect(judged(all, other)).toHaveLength(1);
    expect(judged(all, { ...podOf(web), metadata: { ...podOf(web).metadata, namespace: 'pay' } })).toHaveLength(1);
    const worse = podOf(web);
    worse.spec.hostNetwork = true;
    expect(judged(all, worse)).toEqual([HOST_NETWORK]);
  });

  it('costs no second rendering of what it spares', () => {
    const app = new App();
    const chart = writing(app);
    let renderings = 0;
    const settings = new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
    const render = settings.toJson.bind(settings);
    settings.toJson = () => {
      renderings += 1;
      return render();
    };
    app.synthYaml();
    expect(renderings).toBe(1);
  });

  it('makes a policy of its own', () => {
    const app = new App();
    writing(app);
    expect(policies(app)[0].metadata.name).not.toBe(plain()[0].metadata.name);
  });

  it('fails when its pods have no labels by which the cluster could tell them', () => {
    const app = new App();
    const chart = namespaced(app, 'shop', {
      waivers: [{ rule: 'read-only-root', object: 'CronJob/legacy', reason: REASON }],
    });
    const { spec } = Object.values(goodApp()).find(({ kind }) => kind === 'CronJob');
    delete spec.jobTemplate.spec.template.metadata;
    spec.jobTemplate.spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false;
    new ApiObject(chart, 'legacy', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'legacy' },
      spec,
    } as never);
    expect(() => app.synthYaml()).toThrow(
      '[shop/legacy] a waiver must have an effect in the cluster, too, got read-only-root for CronJob/legacy, whose pods have no ' +
        'labels; give its pod template a label, by which the admission policy tells them',
    );
  });
});

describe('a cluster without admission policies', () => {
  const on = (admission: 'audit' | 'warn' | 'deny', version: string): App => {
    const app = new App({ cluster: Cluster.generic({ version }) });
    namespaced(app, 'shop', { admission });
    return app;
  };

  it.each(['audit', 'warn'] as const)('has a note in the Namespace instead of %s', (stage) => {
    const app = on(stage, '1.29');
    expect(policies(app)).toEqual([]);
    expect(ofKind(app, 'Namespace')[0].metadata.annotations).toEqual({
      'mainstay/admission': `admission: '${stage}' needs Kubernetes 1.30, and this is 1.29; the rules are checked at synth only`,
    });
  });

  it('fails when it is to deny', () => {
    expect(() => on('deny', '1.29').synthYaml()).toThrow(
      "[shop/baseline] admission: 'deny' needs Kubernetes 1.30, got 1.29; use 'audit', which leaves a note in the Namespace, or set the " +
        'version that the cluster has',
    );
  });

  it('fails when the stage is none', () => {
    expect(() => on('block' as never, '1.33').synthYaml()).toThrow(
      "[shop/baseline] admission must be one of audit, warn, deny, got block; use 'audit', for example",
    );
  });
});
