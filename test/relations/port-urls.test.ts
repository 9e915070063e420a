import type { Chart } from 'cdk8s';
import { Port, WebApp } from '../../lib';
import { containerOf, find, testChart } from '../support/charts';
import { image } from './support';

const env = (chart: Chart) => containerOf(find(chart, 'Deployment', 'web'))['env'];

describe('the URL of a port', () => {
  it.each([
    ['http-admin', 'http://api:7000'],
    ['https-admin', 'https://api:7000'],
    ['metrics', 'http://api:7000'],
    ['h2c', 'http://api:7000'],
    ['redis', 'redis://api:7000'],
    ['tcp-raw', 'tcp://api:7000'],
    ['tcp-7000', undefined],
    ['admin', undefined],
    ['httpx', undefined],
  ])('goes to port %s with the URL %s', (port, url) => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    web.uses(new WebApp(chart, 'api', { image, ports: [Port.tcp(7000, port)] }), { port, as: 'API' });
    const found = env(chart).find(({ name }: { name: string }) => name === 'API_URL');
    expect(found?.value).toBe(url);
    expect(env(chart)).toContainEqual({ name: 'API_PORT', value: '7000' });
  });

  it('has the scheme of the name of the main port', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    web.uses(new WebApp(chart, 'mq', { image, port: Port.tcp(5672, 'amqp') }));
    web.uses(new WebApp(chart, 'site', { image, port: Port.tcp(3000, 'site') }));
    expect(env(chart)).toContainEqual({ name: 'MQ_URL', value: 'amqp://mq:80' });
    expect(env(chart)).toContainEqual({ name: 'SITE_URL', value: 'http://site:80' });
  });

  it('fails when a form has the URL of a port whose protocol nothing says', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    const api = new WebApp(chart, 'api', { image, ports: [Port.tcp(7000, 'admin')] });
    expect(() => web.uses(api, { port: 'admin', env: { ADMIN: ({ url }) => url } })).toThrow(
      '[shop/web] ADMIN can use the parts of api, got url; port admin has no scheme: name it by its protocol, such as http-admin, ' +
        'or write one before host and port',
    );
  });
});
