import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Engine,
  External,
  Probe,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  type StoreParts,
  Task,
  type UsesOptions,
  Volume,
  WebApp,
  Worker,
} from '../lib';

const HOST = 'django.example.com';
const image = 'ghcr.io/acme/shop_production_django:1.4.2';
const secret = (key: string): SecretKey => SecretKey.of('django', key);
const env = {
  DJANGO_SETTINGS_MODULE: 'config.settings.production',
  DJANGO_ALLOWED_HOSTS: HOST,
  DJANGO_SECRET_KEY: secret('secret-key'),
  DJANGO_ADMIN_URL: secret('admin-url'),
  MAILGUN_API_KEY: secret('mailgun-api-key'),
  MAILGUN_DOMAIN: 'mg.example.com',
  WEB_CONCURRENCY: '2',
};
/** The entry point of the image makes a URL of these. */
const database: UsesOptions<StoreParts>['env'] = {
  POSTGRES_HOST: ({ host }) => host,
  POSTGRES_PORT: ({ port }) => port,
  POSTGRES_USER: ({ user }) => user,
  POSTGRES_PASSWORD: ({ password }) => password,
  POSTGRES_DB: ({ database: name }) => name,
};
const CONF = `server {
  listen 8080;
  location /media/ { alias /srv/media/; }
}
`;

/**
 * A project of Cookiecutter Django with Celery: a migration before each release, and media that Django and Celery write and nginx serves.
 *
 * @see https://github.com/cookiecutter/cookiecutter-django
 */
export class CookiecutterDjango extends Chart {
  constructor(scope: Construct) {
    super(scope, 'cookiecutter-django', { namespace: 'cookiecutter-django' });
    new SecurityBaseline(this, 'baseline');
    const postgres = new StatefulStore(this, 'postgres', { engine: Engine.postgres({ database: 'shop' }) });
    const redis = new StatefulStore(this, 'redis', { engine: Engine.valkey(), endpoint: 'primary' });
    const media = Volume.claim({
      name: 'media',
      size: Size.gibibytes(50),
      access: 'ReadWriteMany',
      storageClass: 'nfs',
    });

    const program = { image, env, memory: Size.mebibytes(512), volumes: { '/app/shop/media': media } };
    const django = new WebApp(this, 'django', {
      ...program,
      args: ['/start'],
      port: 5000,
      host: HOST,
      writable: ['/app/staticfiles'],
      health: Probe.http('/', { headers: { Host: HOST, 'X-Forwarded-Proto': 'https' } }),
    });
    const worker = new Worker(this, 'celeryworker', { ...program, args: ['/start-celeryworker'] });
    // Two of them would send each task twice.
    const beat = new Worker(this, 'celerybeat', {
      image,
      env,
      args: ['/start-celerybeat'],
      replicas: 1,
      strategy: 'recreate',
    });
    const migrate = new Task(this, 'migrate', {
      image,
      env,
      args: ['python', 'manage.py', 'migrate'],
      before: [django, worker, beat],
    });
    for (const user of [django, worker, beat, migrate]) {
      user.uses(postgres, { env: database });
      user.uses(redis, { env: { REDIS_URL: ({ url }) => `${url}/0` } });
    }
    for (const mailer of [django, worker]) mailer.uses(External.https('api.mailgun.net'), { env: {} });

    new WebApp(this, 'nginx', {
      image: 'ghcr.io/acme/shop_production_nginx:1.4.2',
      host: HOST,
      path: '/media',
      files: { '/etc/nginx/conf.d/default.conf': CONF },
      writable: ['/run', '/var/cache/nginx'],
      volumes: { '/srv/media': media.readOnly() },
    });
  }
}
