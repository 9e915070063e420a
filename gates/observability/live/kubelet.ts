import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import path from 'node:path';
import type { Manifest } from '../../cluster/manifests';
import { EXPOSITION } from './app-server';
import type { Platform } from './platform';

const PORT = 10250;
const GIB = 1024 ** 3;

/**
 * A stand-in for the kubelets of all nodes. It asks the API server who sends a request and whether they may, as a kubelet does
 * (https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/), and makes up some of a kubelet's series.
 */
export class Kubelets {
  private readonly server: Server;
  private readonly allowed = new Map<string, boolean>();
  private readonly start = Date.now();

  constructor(private readonly platform: Platform) {
    // The directory of the API server has a certificate.
    const home = path.dirname(platform.cluster.kubeconfig);
    const file = (name: string): Buffer => readFileSync(path.join(home, name));
    this.server = createServer({ cert: file('apiserver.crt'), key: file('apiserver.key') }, (request, response) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const node = this.nodeAt(request.socket.localAddress ?? '');
      response.setHeader('content-type', EXPOSITION);
      response.statusCode = node && this.mayRead(token) ? 200 : 403;
      if (node && response.statusCode === 200) {
        response.end(request.url === '/metrics/cadvisor' ? this.cadvisor(node) : this.metrics(node));
      } else response.end();
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(PORT, listening));
  }

  private nodeAt(address: string): string | undefined {
    const found = this.platform.nodes.find(({ status }) =>
      status.addresses.some((one: Manifest) => address.endsWith(`:${one['address']}`) || address === one['address']),
    );
    return found?.['metadata'].name;
  }

  private mayRead(token: string): boolean {
    const known = this.allowed.get(token);
    if (known !== undefined) return known;
    const review = (kind: string, group: string, spec: Manifest): Manifest =>
      this.create({ apiVersion: `${group}.k8s.io/v1`, kind, spec })['status'];
    const { authenticated, user } = review('TokenReview', 'authentication', { token });
    const resourceAttributes = { verb: 'get', resource: 'nodes', subresource: 'metrics' };
    const may =
      authenticated === true &&
      review('SubjectAccessReview', 'authorization', { user: user.username, groups: user.groups, resourceAttributes })[
        'allowed'
      ] === true;
    this.allowed.set(token, may);
    return may;
  }

  private create(object: Manifest): Manifest {
    const { program, kubeconfig } = this.platform.cluster;
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    return JSON.parse(
      execFileSync(program, ['create', '-o', 'json', '-f', '-'], {
        env,
        input: JSON.stringify(object),
        encoding: 'utf8',
      }),
    );
  }

  private metrics(node: string): string {
    const there = new Set(
      this.podsOn(node).flatMap(({ metadata, spec }) =>
        spec.volumes.map((one: Manifest) => `${metadata.namespace}/${one['persistentVolumeClaim']?.claimName}`),
      ),
    );
    const claims = this.platform.claims.filter(({ metadata }) => there.has(`${metadata.namespace}/${metadata.name}`));
    const volumes = claims.flatMap(({ metadata }) => {
      const labels = `{namespace="${metadata.namespace}",persistentvolumeclaim="${metadata.name}"}`;
      const values = { capacity_bytes: 20 * GIB, available_bytes: 15 * GIB, inodes: 1e6, inodes_free: 9e5 };
      return Object.entries(values).map(([name, value]) => `kubelet_volume_stats_${name}${labels} ${value}`);
    });
    return [
      `kubelet_node_name{node="${node}"} 1`,
      `kubelet_running_pods ${this.podsOn(node).length}`,
      `kubelet_certificate_manager_client_ttl_seconds ${200 * 24 * 3600}`,
      ...['0.01', '1', '+Inf'].map((le) => `kubelet_pleg_relist_duration_seconds_bucket{le="${le}"} ${this.seconds}`),
      ...volumes,
      '',
    ].join('\n');
  }

  private cadvisor(node: string): string {
    const containers = this.podsOn(node).flatMap(({ metadata, spec }) =>
      spec.containers.map((one: Manifest) => ({ ...metadata, container: one['name'] })),
    );
    const lines = containers.flatMap(({ namespace, name, uid, container }) => {
      const pod = `namespace="${namespace}",pod="${name}",id="/kubepods/pod${uid}"`;
      const values = {
        container_cpu_usage_seconds_total: this.seconds / 50,
        container_cpu_cfs_periods_total: this.seconds * 10,
        container_cpu_cfs_throttled_periods_total: 0,
        container_memory_working_set_bytes: GIB / 32,
        container_spec_memory_limit_bytes: GIB / 4,
        container_fs_reads_bytes_total: this.seconds,
        container_fs_writes_bytes_total: this.seconds,
      };
      const ofPod = { container_network_receive_bytes_total: this.seconds, container_network_transmit_bytes_total: 1 };
      return [
        ...Object.entries(values).map(([series, value]) => `${series}{${pod},container="${container}"} ${value}`),
        ...Object.entries(ofPod).map(([series, value]) => `${series}{${pod},interface="eth0-${container}"} ${value}`),
      ];
    });
    return [...lines, ''].join('\n');
  }

  private podsOn(node: string): readonly Manifest[] {
    return this.platform.pods.filter(({ spec, status }) => spec.nodeName === node && status.phase === 'Running');
  }

  private get seconds(): number {
    return (Date.now() - this.start) / 1000;
  }
}
