import { App } from '../lib';
import { addCharts } from './charts';

const app = new App();
addCharts(app);
app.synth();
