import { Chart } from 'cdk8s';
import { App, WebApp } from '../../../lib';

const app = new App();
const chart = new Chart(app, 'web-app', { namespace: 'shop' });
new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.4.2', host: 'shop.example.com' });
app.synth();
