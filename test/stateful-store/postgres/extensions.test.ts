import { containerOf, find } from '../../support/charts';
import { database, file, operated } from './support';

const extensions = ['vector', 'uuid-ossp', 'vector'];

describe('extensions of PostgreSQL', () => {
  it('are named to the server, which creates them in the database before it is ready', () => {
    const { chart } = database({ extensions });
    const { env, startupProbe } = containerOf(find(chart, 'StatefulSet'));
    expect(env).toContainEqual({ name: 'STORE_EXTENSIONS', value: 'vector,uuid-ossp' });
    expect(startupProbe.exec.command.join(' ')).toContain('started.sh');
    expect(file(chart, 'settle.sql')).toContain('CREATE EXTENSION IF NOT EXISTS %I CASCADE');
  });

  it('leave the environment as it is when there are none', () => {
    const { env } = containerOf(find(database().chart, 'StatefulSet'));
    expect(env.map(({ name }: { name: string }) => name)).not.toContain('STORE_EXTENSIONS');
  });

  it('are created by CloudNativePG with the database', () => {
    const { initdb } = find(operated({ extensions }).chart, 'Cluster')['spec'].bootstrap;
    expect(initdb.postInitApplicationSQL).toEqual([
      'CREATE EXTENSION IF NOT EXISTS "vector" CASCADE',
      'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" CASCADE',
    ]);
    expect(find(operated().chart, 'Cluster')['spec'].bootstrap.initdb).not.toHaveProperty('postInitApplicationSQL');
  });

  it.each(['', 'a b', 'Vector', 'x; DROP TABLE orders', "a'b"])('fails when one is named %j', (name) => {
    expect(() => database({ extensions: [name] })).toThrow(
      /\[shop\/orders\] an extension must be named with a-z, 0-9, _ and -, got .+; use the name in CREATE EXTENSION/s,
    );
  });
});
