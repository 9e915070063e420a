/** A program that reads its environment, with a database and a migration, as the library synthesizes them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Size } from 'cdk8s';
import { Credentials, Engine, Probe, StatefulStore, Worker } from '../../../lib';
import type { Manifest } from '../kubelet/spec';
import { VERSIONS } from '../postgres/synthesize';
import { synthesize } from '../store/synthesize';

const IMAGE = 'docker.io/library/node:20.19.2';
const PROGRAM = '/app/program.js';

/** `store`, and `shop`, which reads variables that refer to those of the store, and names of its own. */
export function programManifests(namespace: string): Manifest[] {
  return synthesize(namespace, (chart) => {
    const store = new StatefulStore(chart, 'store', {
      engine: Engine.postgres({ image: VERSIONS['17'], database: 'app', exporter: false }),
      memory: Size.mebibytes(256),
      credentials: Credentials.fromSecret('store-passwords', 'password', { admin: 'admin', encoded: 'encoded' }),
    });
    const shop = new Worker(chart, 'shop', {
      image: IMAGE,
      replicas: 1,
      command: ['node', PROGRAM],
      args: ['serve', '$(STORE_HOST)'],
      env: { DSN: '$(STORE_URL)?application_name=$(PROGRAM)', PROGRAM: 'shop', LEFT_OUT: undefined },
      files: { [PROGRAM]: readFileSync(path.join(__dirname, 'program.js'), 'utf8') },
      health: { readiness: Probe.exec(['node', '-e', '0']) },
      initContainers: [
        {
          name: 'migrate',
          image: IMAGE,
          command: ['node', PROGRAM],
          args: ['migrate', '$(STORE_HOST)'],
          shares: [PROGRAM],
        },
      ],
    });
    shop.uses(store);
    shop.uses(store, {
      env: {
        ACCOUNTS_DB_URI: ({ host, port, user, password, database }) =>
          `postgresql://${user}:${password}@${host}:${port}/${database}`,
        DB_PORT: ({ port }) => port,
        DB_USER: ({ user }) => user,
        DB_PASS: ({ password }) => password,
        DB_NAME: ({ database }) => database,
      },
    });
  });
}

/** Returns the Deployment under another name, with its variables in the opposite order. */
export function backwards(manifests: readonly Manifest[]): Manifest {
  const deployment = manifests.find(({ kind }) => kind === 'Deployment');
  if (!deployment) throw new Error('there is no Deployment');
  const text: Manifest = JSON.parse(JSON.stringify(deployment));
  const copy = { ...text, metadata: { ...text.metadata, name: 'backwards' } } as Manifest;
  const { spec } = copy['spec'].template;
  for (const container of [...spec.initContainers, ...spec.containers]) container.env.reverse();
  return copy;
}
