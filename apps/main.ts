import { App } from '../lib';
import { Billing } from './billing';
import { Orders } from './orders';
import { Platform } from './platform';
import { Quickstart } from './quickstart';
import { Shop } from './shop';
import { Tickets } from './tickets';

const app = new App();
new Quickstart(app);
new Shop(app);
new Tickets(app);
const orders = new Orders(app);
const billing = new Billing(app);
new Platform(app, [orders.api, billing.api]);
app.synth();
