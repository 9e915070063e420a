import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { App, SecurityBaseline, WebApp } from '../../lib';

let outdir = '';
beforeEach(() => {
  outdir = mkdtempSync(path.join(os.tmpdir(), 'render-once-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

/** An app with a baseline, and the times that each of its objects is rendered. */
function program() {
  const app = new App({ outdir });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline');
  const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.4.2' });
  const times = new Map<string, number>();
  for (const object of app.node.findAll().filter(ApiObject.isApiObject)) {
    const { toJson } = object;
    object.toJson = () => {
      times.set(object.node.path, (times.get(object.node.path) ?? 0) + 1);
      return toJson.call(object);
    };
  }
  return { app, chart, web, times };
}

const written = (): string => readFileSync(path.join(outdir, 'shop.k8s.yaml'), 'utf8');

describe('a synth of an app with a baseline', () => {
  test('renders each object once, for its rules, its quota and its files', () => {
    const { app, times } = program();
    app.synth();
    expect(times.size).toBeGreaterThan(8);
    expect([...times].filter(([, count]) => count !== 1)).toEqual([]);
  });

  test('renders again in the next synth', () => {
    const { app, web } = program();
    app.synth();
    ApiObject.of(web.deployment).metadata.addLabel('said', 'later');
    app.synth();
    expect(written()).toContain('said: later');
  });

  test('judges and writes what a validation has changed', () => {
    const { app, chart } = program();
    chart.node.addValidation({
      validate: () => {
        new Deployment(chart, 'late', { containers: [{ image: 'nginx:latest' }] });
        return [];
      },
    });
    expect(() => app.synth()).toThrow(/\[shop\/late\] container main must run a version of its image/);
    expect(readdirSync(outdir)).toEqual([]);
  });

  test('writes what an overridden toJson of a chart has changed', () => {
    const { app, chart, web } = program();
    const { toJson } = chart;
    chart.toJson = () => {
      ApiObject.of(web.deployment).metadata.addLabel('said', 'late');
      return toJson.call(chart);
    };
    app.synth();
    expect(written()).toContain('said: late');
  });
});
