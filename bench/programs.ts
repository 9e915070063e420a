import { type App, Chart, Size } from 'cdk8s';
import { OnlineBoutique } from '../apps/online-boutique';
import { Alerts, Engine, Observability, SecurityBaseline, StatefulStore, WebApp } from '../lib';
import { fill, type Workload } from './workload';

/** A program of our own constructs, and its size. */
export interface OwnProgram {
  readonly program: keyof typeof PROGRAMS;
  readonly size: number;
}

export type Program = Workload | OwnProgram;

const UNHEARD = { alerts: Alerts.nobody('it is measured only') };

function chartOf(app: App, i: number): Chart {
  return new Chart(app, `shop-${i}`, { namespace: `shop-${i}` });
}

function webApp(chart: Chart, i: number, id = 'web'): WebApp {
  return new WebApp(chart, id, {
    image: 'ghcr.io/acme/shop:1.4.2',
    host: `${id}-${i}.example.com`,
    health: '/healthz',
    scaling: { max: 12 },
  });
}

/** A web app with its sessions in a store, and an Observability that watches both. */
function addShop(chart: Chart, i: number): void {
  const web = webApp(chart, i);
  const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), memory: Size.mebibytes(512) });
  web.uses(sessions);
  new Observability(chart, 'observability', UNHEARD).watch(web, sessions);
}

function times(size: number, act: (i: number) => void): void {
  for (let i = 0; i < size; i++) act(i);
}

const PROGRAMS = {
  shops: (app: App, size: number) =>
    times(size, (i) => {
      const chart = chartOf(app, i);
      new SecurityBaseline(chart, 'baseline');
      addShop(chart, i);
    }),
  'shops without baseline': (app: App, size: number) => times(size, (i) => addShop(chartOf(app, i), i)),
  'web apps': (app: App, size: number) =>
    times(size, (i) => {
      const chart = chartOf(app, i);
      new SecurityBaseline(chart, 'baseline');
      webApp(chart, i);
    }),
  'watched web apps': (app: App, size: number) => {
    const chart = chartOf(app, 0);
    new SecurityBaseline(chart, 'baseline');
    const observability = new Observability(chart, 'observability', UNHEARD);
    times(size, (i) => observability.watch(webApp(chart, i, `web-${i}`)));
  },
  'Online Boutique': (app: App) => {
    new OnlineBoutique(app);
  },
} as const;

/** Creates the constructs of a program in an app. */
export function build(app: App, program: Program): void {
  if ('shape' in program) fill(app, program);
  else PROGRAMS[program.program](app, program.size);
}
