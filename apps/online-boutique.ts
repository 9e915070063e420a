import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Engine, Port, Probe, SecurityBaseline, StatefulStore, WebApp, type WebAppProps, Worker } from '../lib';
import { address } from './addresses';

const image = (program: string): string =>
  `us-central1-docker.pkg.dev/google-samples/microservices-demo/${program}:v0.10.4`;

/**
 * Google's Online Boutique: ten programs that call each other by gRPC, a cart in a store, and visitors that a program makes.
 *
 * @see https://github.com/GoogleCloudPlatform/microservices-demo
 */
export class OnlineBoutique extends Chart {
  constructor(scope: Construct) {
    super(scope, 'online-boutique', { namespace: 'online-boutique' });
    new SecurityBaseline(this, 'baseline');
    const ads = this.program('adservice', 9555, { memory: Size.mebibytes(300) });
    const catalog = this.program('productcatalogservice', 3550);
    const currency = this.program('currencyservice', 7000);
    const email = this.program('emailservice', 8080, { servicePort: 5000 });
    const payment = this.program('paymentservice', 50051);
    const shipping = this.program('shippingservice', 50051);

    // Its client speaks to one server, so the store has a proxy that finds the primary.
    const carts = new StatefulStore(this, 'redis-cart', { engine: Engine.valkey(), endpoint: 'primary' });
    const cart = this.program('cartservice', 7070);
    cart.uses(carts, {
      env: { REDIS_ADDR: ({ host, port, password }) => `${host}:${port},password=${password}` },
    });

    const recommendations = this.program('recommendationservice', 8080, { memory: Size.mebibytes(450) });
    recommendations.uses(catalog, address('PRODUCT_CATALOG_SERVICE_ADDR'));

    const checkout = this.program('checkoutservice', 5050);
    const frontend = new WebApp(this, 'frontend', {
      image: image('frontend'),
      env: { PORT: '8080', ENABLE_PROFILER: '0' },
      health: Probe.http('/_healthz', { headers: { Cookie: 'shop_session-id=x-readiness-probe' } }),
      host: 'boutique.example.com',
      scaling: { max: 10 },
    });
    for (const caller of [checkout, frontend]) {
      caller.uses(catalog, address('PRODUCT_CATALOG_SERVICE_ADDR'));
      caller.uses(currency, address('CURRENCY_SERVICE_ADDR'));
      caller.uses(cart, address('CART_SERVICE_ADDR'));
      caller.uses(shipping, address('SHIPPING_SERVICE_ADDR'));
    }
    checkout.uses(payment, address('PAYMENT_SERVICE_ADDR'));
    checkout.uses(email, address('EMAIL_SERVICE_ADDR'));
    frontend.uses(recommendations, address('RECOMMENDATION_SERVICE_ADDR'));
    frontend.uses(checkout, address('CHECKOUT_SERVICE_ADDR'));
    frontend.uses(ads, address('AD_SERVICE_ADDR'));

    const visitors = new Worker(this, 'loadgenerator', {
      image: image('loadgenerator'),
      env: { USERS: '10', RATE: '1' },
      memory: Size.mebibytes(512),
    });
    visitors.uses(frontend, address('FRONTEND_ADDR'));
  }

  private program(id: string, port: number, props: Partial<WebAppProps> = {}): WebApp {
    return new WebApp(this, id, {
      image: image(id),
      port: Port.tcp(port, 'grpc'),
      servicePort: port,
      health: Probe.grpc(),
      env: { PORT: `${port}`, DISABLE_PROFILER: '1' },
      ...props,
    });
  }
}
