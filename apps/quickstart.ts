import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Engine, SecurityBaseline, StatefulStore, WebApp } from '../lib';

/** Three web servers behind a load balancer and three Redis servers with a volume each, under names that exist already. */
export class Quickstart extends Chart {
  constructor(scope: Construct) {
    super(scope, 'quickstart', { namespace: 'quickstart' });
    new SecurityBaseline(this, 'baseline');
    const web = new WebApp(this, 'simple-web-app', {
      image: 'nginxdemos/hello:plain-text',
      containerName: 'web-container',
      serviceName: 'simple-web-service',
      selector: { app: 'web' },
      port: 80,
      health: '/',
      replicas: 3,
      expose: 'loadBalancer',
      writable: ['/var/cache/nginx', '/var/run'],
    });
    const redis = new StatefulStore(this, 'redis-cluster', {
      engine: Engine.redis({ image: 'redis:6.2.6' }),
      containerName: 'redis',
      portName: 'redis-port',
      serviceName: 'redis-service',
      selector: { app: 'redis' },
      volumeName: 'redis-data',
      mountPath: '/data',
      replicas: 3,
      storage: Size.gibibytes(1),
      storageClass: 'standard',
    });
    web.uses(redis, { as: 'REDIS' });
  }
}
