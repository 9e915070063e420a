import { Chart } from 'cdk8s';
import { App, SecurityBaseline, WebApp } from '../../lib';
import { containerOf, errorsOf, find } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('an app that uses itself', () => {
  function made() {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    new SecurityBaseline(chart, 'baseline');
    const web = new WebApp(chart, 'web', { image });
    web.uses(web);
    web.uses(web);
    return chart;
  }

  it('has its address, and its pods may connect to each other', () => {
    const chart = made();
    expect(errorsOf(chart)).toEqual([]);
    expect(containerOf(find(chart, 'Deployment', 'web'))['env']).toContainEqual({
      name: 'WEB_URL',
      value: 'http://web:80',
    });
    const podSelector = { matchLabels: { 'app.kubernetes.io/component': 'web-app', 'app.kubernetes.io/name': 'web' } };
    const ports = [{ port: 8080, protocol: 'TCP' }];
    expect(find(chart, 'NetworkPolicy', 'web-to-web')['spec']).toEqual({
      podSelector,
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector }], ports }],
    });
    expect(find(chart, 'NetworkPolicy', 'web-from-web')['spec']).toEqual({
      podSelector,
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector }], ports }],
    });
  });
});
