import { Chart } from 'cdk8s';
import { App, Worker } from '../../../lib';

const app = new App();
const chart = new Chart(app, 'worker', { namespace: 'shop' });
new Worker(chart, 'mailer', { image: 'ghcr.io/acme/mailer:2.1.0' });
app.synth();
