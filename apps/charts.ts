import type { App } from '../lib';
import { AstronomyShop } from './astronomy-shop';
import { Billing } from './billing';
import { CookiecutterDjango } from './cookiecutter-django';
import { Ledger } from './ledger';
import { OnlineBoutique } from './online-boutique';
import { Orders } from './orders';
import { Platform } from './platform';
import { Quickstart } from './quickstart';
import { Shop } from './shop';
import { Tickets } from './tickets';

/** Adds every chart of this folder to an app, which sets the cluster. */
export function addCharts(app: App): void {
  new Quickstart(app);
  new Shop(app);
  new Tickets(app);
  new Ledger(app);
  const orders = new Orders(app);
  const billing = new Billing(app);
  new OnlineBoutique(app);
  new AstronomyShop(app);
  new CookiecutterDjango(app);
  new Platform(app, [orders.api, orders.carts, billing.api, billing.invoices]);
}
