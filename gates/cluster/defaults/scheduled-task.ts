import { Chart } from 'cdk8s';
import { App, ScheduledTask } from '../../../lib';

const app = new App();
const chart = new Chart(app, 'scheduled-task', { namespace: 'shop' });
new ScheduledTask(chart, 'cleanup', { image: 'ghcr.io/acme/shop:1.4.2', schedule: '30 3 * * *' });
app.synth();
