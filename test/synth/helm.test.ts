import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { App, Observability, WebApp } from '../../lib';
import { filesOf } from '../support/dist';

const image = 'ghcr.io/acme/shop:1.4.2';
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } };
const ACTION = /\{\{ "\{\{" \}\}/g;

/** What Helm makes of a template whose only actions are those that write two braces. */
function rendered(template: string): string {
  expect(template.replace(ACTION, '')).not.toContain('{{');
  return template.replace(ACTION, '{{');
}

describe('an app that `cdk8s synth --format helm` runs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mainstay-helm-'));
    mkdirSync(path.join(folder, 'chart', 'templates'), { recursive: true });
    writeFileSync(path.join(folder, 'chart', 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The files of a program as templates, and as manifests. */
  function both(program: (chart: Chart) => void): [templates: Record<string, string>, plain: Record<string, string>] {
    const [templates, plain] = [path.join(folder, 'chart', 'templates'), path.join(folder, 'plain')].map((outdir) => {
      const app = new App({ outdir });
      program(new Chart(app, 'shop', { namespace: 'shop' }));
      app.synth();
      return filesOf(outdir);
    });
    return [templates ?? {}, plain ?? {}];
  }

  it('writes templates that Helm renders to the manifests of the plain format', () => {
    const [templates, plain] = both((chart) => {
      const env = { GREETING: 'Dear {{ name }}', TIGHT: '{{{x}}}', TRIM: '{{- y -}}', HELP: '{{ "{{" }}' };
      const web = new WebApp(chart, 'web', { image, env, metrics: { port: 9090 } });
      new Observability(chart, 'observability').watch(web);
    });
    expect(plain['shop.k8s.yaml']).toContain('{{ $labels.pod }}');
    expect(Object.keys(templates)).toEqual(Object.keys(plain));
    for (const [file, text] of Object.entries(templates)) expect(rendered(text)).toBe(plain[file]);
  });

  it.each(['{{ .Values.tag }}', '{{- $.Values.tag | quote }}', '{{ .Release.Name }}', '{{ include "shop.tag" . }}'])(
    'leaves a manifest that says %s to Helm, and escapes the one beside it',
    (text) => {
      const [templates, plain] = both((chart) => {
        new ApiObject(chart, 'a', { ...CONFIG, data: { text } });
        new ApiObject(chart, 'b', { ...CONFIG, metadata: { name: 'other' }, data: { text: '{{ name }}' } });
      });
      const [ours, theirs] = [templates['shop.k8s.yaml'] ?? '', plain['shop.k8s.yaml'] ?? ''].map((file) =>
        file.split('---\n'),
      );
      expect(ours?.[0]).toBe(theirs?.[0]);
      expect(rendered(ours?.[1] ?? '')).toBe(theirs?.[1]);
    },
  );

  it('escapes nothing in a folder that only has the name', () => {
    rmSync(path.join(folder, 'chart', 'Chart.yaml'));
    const [templates, plain] = both((chart) => {
      new ApiObject(chart, 'a', { ...CONFIG, data: { text: '{{ name }}' } });
    });
    expect(templates).toEqual(plain);
  });
});
