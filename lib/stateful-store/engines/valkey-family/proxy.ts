import { PATHS } from '../../../workload/server-description';
import type { ProxyDescription, StoreFacts } from '../../description';
import { PORT } from './configuration';

/** Ports of the proxy for reading from replicas, and for its health. */
export const READ_PORT = 6380;
const HEALTH_PORT = 8404;

/**
 * Starts HAProxy on the addresses of both families. A kernel without IPv6 has no such address, and HAProxy would not start.
 * `:` alone is for IPv4 only.
 */
const START =
  `if [ -e /proc/net/if_inet6 ]; then export ANY=:::; else export ANY=:; fi; ` +
  `exec haproxy -db -f ${PATHS.config}/haproxy.cfg`;

/**
 * HAProxy in front of a set of servers, one of which is the primary. It asks each server for its role and forwards to the
 * primary.
 * It only finds the primary: the servers themselves ensure that an isolated one takes no more writes.
 *
 * @see https://docs.haproxy.org/3.2/configuration.html#4.2-option%20tcp-check
 */
export function proxy(facts: StoreFacts): ProxyDescription {
  return {
    suffix: 'primary',
    image: facts.image('haproxy'),
    command: ['sh', '-c', START],
    files: { 'haproxy.cfg': configuration(facts) },
    port: PORT,
    morePorts: { read: READ_PORT },
    health: { port: HEALTH_PORT, liveness: '/alive', readiness: '/ready' },
    upstream: [facts.portName],
    memory: 128,
    cpu: 50,
  };
}

function configuration(facts: StoreFacts): string {
  const servers = Array.from({ length: facts.replicas }, (_, pod) => server(facts, pod));
  return [
    section('global', [
      'log stdout format raw local0 notice',
      'maxconn 2048',
      '# Clients that are left when it ends are sent away after so long.',
      'hard-stop-after 20s',
    ]),
    section('resolvers cluster', [
      'parse-resolv-conf',
      'timeout resolve 1s',
      'timeout retry 1s',
      '# A pod that is replaced has another address.',
      'hold valid 1s',
    ]),
    section('defaults', [
      'log global',
      'mode tcp',
      'timeout connect 2s',
      'timeout check 2s',
      '# Connections of pools and subscribers are idle for long.',
      'timeout client 1d',
      'timeout server 1d',
      'option clitcpka',
      'option srvtcpka',
      '# Nobody is led to a server that has not said who it is. Connections to one that is no longer right are closed.',
      'default-server check inter 500ms fall 2 rise 1 init-state down on-marked-down shutdown-sessions',
      'default-server resolvers cluster init-addr libc,none',
    ]),
    section('frontend clients', [bind(PORT), 'default_backend primary']),
    section('frontend readers', [
      bind(READ_PORT),
      '# The primary can be read too, when no replica is in step.',
      'use_backend primary if { nbsrv(replicas) eq 0 }',
      'default_backend replicas',
    ]),
    section('backend primary', [
      '# All go to the same one, should two say that they are the primary.',
      'balance first',
      ...roleCheck('role:master'),
      ...servers,
    ]),
    section('backend replicas', ['balance leastconn', ...roleCheck('master_link_status:up'), ...servers]),
    section('frontend health', [
      'mode http',
      bind(HEALTH_PORT),
      'timeout client 5s',
      'http-request return status 200 if { path /alive }',
      'http-request return status 200 if { path /ready } { nbsrv(primary) ge 1 }',
      'http-request use-service prometheus-exporter if { path /metrics }',
      'http-request return status 503',
    ]),
  ].join('\n');
}

function bind(port: number): string {
  return `bind "\${ANY}${port}" v4v6`;
}

/**
 * Renders a check that logs in as the probe user, which has no password. It sends QUIT, so that a wrong answer fails at once.
 */
function roleCheck(answer: string): string[] {
  return [
    'option tcp-check',
    'tcp-check connect',
    'tcp-check send AUTH\\ probe\\ any\\r\\n',
    'tcp-check expect string +OK',
    'tcp-check send INFO\\ replication\\r\\nQUIT\\r\\n',
    `tcp-check expect string ${answer}`,
  ];
}

/** Renders a server line. The namespace is known only in the proxy's container. */
function server({ name, service, domain, addressing, tls }: StoreFacts, pod: number): string {
  const host = addressing === 'names' ? `${name}-${pod}.${service}` : `${name}-pod-${pod}`;
  const whole = `${host}.\${POD_NAMESPACE}.svc.${domain}`;
  const known = `check-sni "${whole}" verifyhost "${whole}" ca-file ${PATHS.certificate}/ca.crt`;
  return `server ${name}-${pod} "${whole}:${PORT}"${tls ? ` check-ssl verify required ${known}` : ''}`;
}

function section(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
