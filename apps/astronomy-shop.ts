import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  type AddressParts,
  Engine,
  OtlpEndpoint,
  Port,
  Probe,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  type WebAppProps,
  Worker,
} from '../lib';
import { address } from './addresses';

const image = (program: string): string => `ghcr.io/open-telemetry/demo:3.0.0-${program}`;

/** The flags by which the demo shows failures. */
const FLAGS = JSON.stringify({
  flags: Object.fromEntries(
    ['adFailure', 'cartFailure', 'paymentUnreachable', 'productCatalogFailure'].map((name) => [
      name,
      { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' },
    ]),
  ),
});

/** The table that the catalog reads. */
const TABLES = `CREATE SCHEMA IF NOT EXISTS catalog;
CREATE TABLE IF NOT EXISTS catalog.products (
  id text PRIMARY KEY,
  name text NOT NULL,
  description text,
  picture text,
  price_currency_code text,
  price_units bigint,
  price_nanos integer,
  categories text
);
`;

/** Forms in which the programs want the address of another one, by the name of its variable. */
const url = (name: string) => ({ env: { [name]: ({ host, port }: AddressParts) => `http://${host}:${port}` } });
/** Envoy and nginx read the address of the collector from variables of their own. */
const collector = {
  env: {
    OTEL_COLLECTOR_HOST: ({ host }: AddressParts) => host,
    OTEL_COLLECTOR_PORT_GRPC: ({ port }: AddressParts) => port,
  },
};
const hostAndPort = (prefix: string) => ({
  env: {
    [`${prefix}_HOST`]: ({ host }: AddressParts) => host,
    [`${prefix}_PORT`]: ({ port }: AddressParts) => port,
  },
});

/**
 * The OpenTelemetry demo: a shop for telescopes whose programs call each other by gRPC and HTTP, with a catalog in PostgreSQL, carts in
 * Valkey, feature flags, and traces of every request.
 *
 * @see https://opentelemetry.io/docs/demo/architecture/
 */
export class AstronomyShop extends Chart {
  constructor(scope: Construct) {
    super(scope, 'astronomy-shop', { namespace: 'astronomy-shop' });
    new SecurityBaseline(this, 'baseline');
    const flags = new WebApp(this, 'flagd', {
      image: 'ghcr.io/open-feature/flagd:v0.16.0',
      args: ['start', '--uri', 'file:/etc/flagd/demo.flagd.json'],
      port: Port.tcp(8013, 'grpc'),
      servicePort: 8013,
      ports: [Port.tcp(8014, 'http-management')],
      health: Probe.http('/readyz', { port: 8014 }),
      files: { '/etc/flagd/demo.flagd.json': FLAGS },
    });
    const ad = this.grpc('ad', 9555, { memory: Size.mebibytes(300) });
    const currency = this.grpc('currency', 7001);
    const email = this.http('email', 6060);
    const images = this.http('image-provider', 8081, { health: '/status' });
    const payment = this.grpc('payment', 50051);
    const quote = this.http('quote', 8090);
    const shipping = this.http('shipping', 50050);
    shipping.uses(quote, url('QUOTE_ADDR'));

    const carts = new StatefulStore(this, 'valkey-cart', { engine: Engine.valkey(), endpoint: 'primary' });
    const cart = this.grpc('cart', 7070, { env: { ASPNETCORE_URLS: 'http://*:7070' } });
    cart.uses(carts, {
      env: { VALKEY_ADDR: ({ host, port, password }) => `${host}:${port},password=${password}` },
    });

    const database = new StatefulStore(this, 'astronomy-db', { engine: Engine.postgres() });
    const catalog = this.grpc('product-catalog', 3550, {
      health: Probe.grpc(),
      files: { '/etc/catalog/tables.sql': TABLES },
      initContainers: [
        {
          name: 'tables',
          image: 'docker.io/library/postgres:18.4',
          command: ['psql', '$(DB_CONNECTION_STRING)', '--file', '/etc/catalog/tables.sql'],
          shares: ['/etc/catalog/tables.sql'],
        },
      ],
    });
    catalog.uses(database, {
      env: {
        DB_CONNECTION_STRING: ({ user, password, host, port, database: name }) =>
          `postgres://${user}:${password}@${host}:${port}/${name}?sslmode=disable`,
      },
    });

    const recommendation = this.grpc('recommendation', 9001, { memory: Size.mebibytes(500) });
    const checkout = this.grpc('checkout', 5050, { health: Probe.grpc() });
    const frontend = this.http('frontend', 8080, { env: { PORT: '8080', ENV_PLATFORM: 'local' } });
    for (const caller of [recommendation, checkout, frontend]) caller.uses(catalog, address('PRODUCT_CATALOG_ADDR'));
    for (const caller of [checkout, frontend]) {
      caller.uses(cart, address('CART_ADDR'));
      caller.uses(currency, address('CURRENCY_ADDR'));
      caller.uses(shipping, url('SHIPPING_ADDR'));
    }
    checkout.uses(email, url('EMAIL_ADDR'));
    checkout.uses(payment, address('PAYMENT_ADDR'));
    frontend.uses(ad, address('AD_ADDR'));
    frontend.uses(checkout, address('CHECKOUT_ADDR'));
    frontend.uses(recommendation, address('RECOMMENDATION_ADDR'));

    const proxy = new WebApp(this, 'frontend-proxy', {
      image: image('frontend-proxy'),
      env: { ENVOY_ADDR: '0.0.0.0', ENVOY_PORT: '8080', ENVOY_ADMIN_PORT: '10000' },
      host: 'astronomy.example.com',
    });
    proxy.uses(frontend, hostAndPort('FRONTEND'));
    proxy.uses(images, hostAndPort('IMAGE_PROVIDER'));
    const load = new Worker(this, 'load-generator', {
      image: image('load-generator'),
      env: { K6_VUS: '5' },
      memory: Size.mebibytes(512),
    });
    load.uses(proxy, url('K6_TARGET_URL'));

    for (const program of [
      ad,
      cart,
      catalog,
      checkout,
      email,
      frontend,
      load,
      payment,
      proxy,
      recommendation,
      shipping,
    ]) {
      program.uses(flags, hostAndPort('FLAGD'));
    }
    const byHttp = OtlpEndpoint.service('otel-collector', 'telemetry');
    const byGrpc = OtlpEndpoint.service('otel-collector', 'telemetry', { protocol: 'grpc' });
    for (const program of [ad, checkout, email, load, quote, shipping]) program.uses(byHttp);
    for (const program of [cart, catalog, currency, frontend, payment, recommendation]) program.uses(byGrpc);
    for (const program of [images, proxy]) program.uses(byGrpc, collector);
  }

  private grpc(id: string, port: number, props: Partial<WebAppProps> = {}): WebApp {
    return this.program(id, port, { port: Port.tcp(port, 'grpc'), ...props });
  }

  private http(id: string, port: number, props: Partial<WebAppProps> = {}): WebApp {
    return this.program(id, port, { port, ...props });
  }

  /** Each program reads its port from a variable that is named after it. */
  private program(id: string, port: number, { env, ...props }: Partial<WebAppProps>): WebApp {
    const name = `${id.toUpperCase().replaceAll('-', '_')}_PORT`;
    return new WebApp(this, id, { image: image(id), servicePort: port, env: { [name]: `${port}`, ...env }, ...props });
  }
}
