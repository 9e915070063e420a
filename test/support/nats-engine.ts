import { Engine, PATHS, type StoreFacts } from '../../lib/engine';

const CLIENTS = 4222;
const PEERS = 6222;
const MONITOR = 8222;

/** NATS with JetStream: three or five peers that elect a leader for every stream. */
export const nats = Engine.of({
  name: 'nats',
  failover: [3, 5],
  // Memory for JetStream; the server needs the rest.
  capacity: (memory) => memory / 4,
  // Streams are files: there is room for several times what is in memory.
  volume: (capacity) => capacity * 16,
  describe: (facts) => ({
    image: 'docker.io/library/nats:2.14.5-alpine',
    port: CLIENTS,
    peerPorts: { peers: PEERS },
    files: { 'nats.conf': configuration(facts), 'start.sh': START },
    server: {
      command: ['sh', `${PATHS.config}/start.sh`],
      env: { GOMEMLIMIT: `${Math.floor(facts.memory * 0.8)}` },
      // Not ready before its streams have caught up, so that the next pod is replaced only then.
      startup: { http: { path: '/healthz', port: MONITOR }, period: 5, failureThreshold: 360 },
      liveness: { http: { path: '/healthz?js-enabled-only=true', port: MONITOR } },
      readiness: { http: { path: '/healthz?js-server-only=true', port: MONITOR } },
      // Hands its streams and clients to the others.
      preStop: ['nats-server', '--signal', `ldm=${PATHS.run}/nats.pid`],
    },
    gracePeriod: 60,
    bind: ({ prefix, credentials }, { password, host }) => {
      const where = host(facts.service);
      const env = { [`${prefix}_HOST`]: where, [`${prefix}_PORT`]: `${CLIENTS}`, [`${prefix}_USER`]: 'app' };
      if (credentials === 'files') return { env, files: { [`${prefix}_PASSWORD_FILE`]: password } };
      const url = `nats://app:$(${prefix}_PASSWORD)@${where}:${CLIENTS}`;
      return { env: { ...env, [`${prefix}_PASSWORD`]: password, [`${prefix}_URL`]: url } };
    },
  }),
});

/** Passwords come into the configuration when the pod starts, in memory. */
const START = `set -eu
umask 077
password=$(cat ${PATHS.password})
admin=$(cat ${PATHS.admin})
sed -e "s/@POD@/$POD_NAME/" -e "s/@PASSWORD@/$password/g" -e "s/@ADMIN@/$admin/g" ${PATHS.config}/nats.conf >${PATHS.run}/nats.conf
exec nats-server --config ${PATHS.run}/nats.conf
`;

function configuration(facts: StoreFacts): string {
  if (facts.tls) facts.fail('nats must be without tls', 'a Certificate', 'leave tls out');
  return `server_name: "@POD@"
port: ${CLIENTS}
http_port: ${MONITOR}
pid_file: "${PATHS.run}/nats.pid"
lame_duck_grace_period: "5s"
lame_duck_duration: "30s"
authorization { user: app, password: "@PASSWORD@" }
jetstream {
  store_dir: "${facts.dataDirectory}"
  max_memory_store: ${Math.floor(facts.memory / 4)}
  max_file_store: ${Math.floor(facts.storage * 0.9)}
}
${facts.topology === 'single' ? '' : cluster(facts)}`;
}

function cluster({ name, service, replicas }: StoreFacts): string {
  const peers = Array.from(
    { length: replicas },
    (_, pod) => `"nats://peer:@ADMIN@@${name}-${pod}.${service}:${PEERS}"`,
  );
  return `cluster {
  name: "${name}"
  port: ${PEERS}
  authorization { user: peer, password: "@ADMIN@" }
  routes: [${peers.join(', ')}]
}
`;
}
