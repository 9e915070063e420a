/** Programs from Debian's packages for each image. */

/** One root file system, made of packages of one Debian suite. */
export interface Software {
  readonly name: string;
  readonly suite: 'bookworm' | 'trixie' | 'sid';
  readonly packages: readonly string[];
  /** Only what the packages need: no shell, no coreutils. */
  readonly bare?: boolean;
  /** Path in the root → what a symbolic link there points to. */
  readonly links?: Readonly<Record<string, string>>;
  /** User name → number, as the upstream image has them. */
  readonly users?: Readonly<Record<string, number>>;
  /** Prints the version. */
  readonly version: readonly string[];
}

/** Configuration that a container runtime reads from an image besides its files. */
export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: number;
  readonly workingDir?: string;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function all(prefix: string, from: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`/${prefix}/${name}`, `${from}/${name}`]));
}

const REDIS = { users: { redis: 999 }, version: ['redis-server', '--version'] };

export const SOFTWARE = {
  valkey9: {
    name: 'valkey9',
    suite: 'sid',
    packages: ['valkey-server', 'valkey-sentinel', 'valkey-tools'],
    links: all('usr/local/bin', '/usr/bin', ['valkey-server', 'valkey-cli', 'valkey-sentinel', 'valkey-check-rdb']),
    users: { valkey: 999 },
    version: ['valkey-server', '--version'],
  },
  redis7: { ...REDIS, name: 'redis7', suite: 'bookworm', packages: ['redis-server', 'redis-sentinel', 'redis-tools'] },
  redis8: { ...REDIS, name: 'redis8', suite: 'trixie', packages: ['redis-server', 'redis-sentinel', 'redis-tools'] },
  postgres17: {
    name: 'postgres17',
    suite: 'trixie',
    packages: ['postgresql-17', 'postgresql-client-17'],
    users: { postgres: 999 },
    version: ['/usr/lib/postgresql/17/bin/postgres', '--version'],
  },
  postgres18: {
    name: 'postgres18',
    suite: 'sid',
    packages: ['postgresql-18', 'postgresql-client-18'],
    users: { postgres: 999 },
    version: ['/usr/lib/postgresql/18/bin/postgres', '--version'],
  },
  haproxy: {
    name: 'haproxy',
    suite: 'sid',
    packages: ['haproxy'],
    links: { '/usr/local/sbin/haproxy': '/usr/sbin/haproxy' },
    users: { haproxy: 99 },
    version: ['haproxy', '-v'],
  },
  rclone: {
    name: 'rclone',
    suite: 'sid',
    packages: ['rclone', 'ca-certificates'],
    links: { '/usr/local/bin/rclone': '/usr/bin/rclone' },
    version: ['rclone', 'version'],
  },
  moto: {
    name: 'moto',
    suite: 'trixie',
    packages: ['python3-moto', 'python3-flask-cors'],
    // Configuring the package would make this file; without it nothing can be imported.
    links: { '/etc/ssl/certs/ca-certificates.crt': '/usr/share/ca-certificates/mozilla/ISRG_Root_X1.crt' },
    version: ['python3', '-c', 'import moto; print("moto", moto.__version__)'],
  },
  node: { name: 'node', suite: 'trixie', packages: ['nodejs', 'node-pg'], version: ['node', '--version'] },
  postgresExporter: {
    name: 'postgres-exporter',
    suite: 'sid',
    packages: ['prometheus-postgres-exporter'],
    bare: true,
    links: { '/usr/local/bin/postgres_exporter': '/usr/bin/prometheus-postgres-exporter' },
    version: ['/usr/local/bin/postgres_exporter', '--version'],
  },
  redisExporter: {
    name: 'redis-exporter',
    suite: 'sid',
    packages: ['prometheus-redis-exporter'],
    bare: true,
    links: { '/redis_exporter': '/usr/bin/prometheus-redis-exporter' },
    version: ['/redis_exporter', '--version'],
  },
} as const satisfies Readonly<Record<string, Software>>;

export type SoftwareName = keyof typeof SOFTWARE;

interface Entry {
  /** The reference without its tag. */
  readonly image: string;
  /** Beginning of the tags that this root is for. */
  readonly tag?: string;
  readonly software: SoftwareName;
  readonly config: ImageConfig;
}

function postgres(major: number): ImageConfig {
  const path = `${PATH}:/usr/lib/postgresql/${major}/bin`;
  return { env: { PATH: path, PGDATA: '/var/lib/postgresql/data', LANG: 'C.UTF-8' } };
}

/** Image → root. Debian builds the same sources; where the upstream image differs, `README.md` says so. */
export const CATALOG: readonly Entry[] = [
  { image: 'docker.io/valkey/valkey', tag: '9.1', software: 'valkey9', config: { env: { PATH }, workingDir: '/data' } },
  { image: 'docker.io/library/redis', tag: '7.0', software: 'redis7', config: { env: { PATH }, workingDir: '/data' } },
  { image: 'docker.io/library/redis', tag: '8.0', software: 'redis8', config: { env: { PATH }, workingDir: '/data' } },
  { image: 'docker.io/library/postgres', tag: '17', software: 'postgres17', config: postgres(17) },
  { image: 'docker.io/library/postgres', tag: '18', software: 'postgres18', config: postgres(18) },
  { image: 'docker.io/library/node', software: 'node', config: { env: { PATH } } },
  {
    image: 'docker.io/library/haproxy',
    software: 'haproxy',
    config: { env: { PATH }, user: 99, cmd: ['haproxy', '-W', '-db', '-f', '/usr/local/etc/haproxy/haproxy.cfg'] },
  },
  {
    image: 'docker.io/rclone/rclone',
    software: 'rclone',
    config: { env: { PATH, XDG_CONFIG_HOME: '/config' }, entrypoint: ['rclone'], workingDir: '/data' },
  },
  {
    image: 'docker.io/motoserver/moto',
    software: 'moto',
    config: { env: { PATH }, entrypoint: ['python3', '-m', 'moto.server', '--host', '0.0.0.0', '--port', '5000'] },
  },
  {
    image: 'quay.io/prometheuscommunity/postgres-exporter',
    software: 'postgresExporter',
    config: { env: { PATH }, user: 65534, entrypoint: ['/usr/local/bin/postgres_exporter'] },
  },
  {
    image: 'ghcr.io/oliver006/redis_exporter',
    software: 'redisExporter',
    config: { env: { PATH }, user: 59000, entrypoint: ['/redis_exporter'] },
  },
];

/** @returns the root and the configuration for an image. @throws when there is none */
export function softwareFor(reference: string): Entry {
  const match = /^(?:(?<host>[^/]+[.:][^/]*)\/)?(?<name>[^:@]+)(?::(?<tag>[^@]+))?/.exec(reference);
  const { host = 'docker.io', name = '', tag = '' } = match?.groups ?? {};
  const image = host === 'docker.io' && !name.includes('/') ? `${host}/library/${name}` : `${host}/${name}`;
  const entry = CATALOG.find((one) => one.image === image && tag.startsWith(one.tag ?? ''));
  if (entry) return entry;
  const known = CATALOG.map((one) => `${one.image}:${one.tag ?? ''}*`).join(', ');
  throw new Error(`no root stands in for the image ${reference}, there are ${known}; add one to software/catalog.ts`);
}
