/** Sends requests to the API server without a process for each: for checks that send thousands of objects. */
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { altered, isOldForm } from './checks/ownership';
import { isMeant } from './checks/warnings';
import { removeAtExit } from './cleanup';
import type { Cluster } from './cluster';
import { type Manifest, nameOf } from './manifests';
import { startServer } from './processes';
import { relevantLines } from './server-logs';

/** Options for applying an object. */
export interface ApplyOptions {
  /** Dry run: the server decides, with admission and defaults, and keeps nothing. */
  readonly dryRun: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly warning: string | undefined;
}

/** A connection to the API server with all rights. */
export interface Api {
  /**
   * Applies one object as `kubectl apply --server-side --validate=strict` does.
   *
   * @returns the refusal, the warnings or the fields that the server has changed or dropped; `undefined` if it takes all silently
   */
  apply(manifest: Manifest, options: ApplyOptions): Promise<string | undefined>;
  /** @returns all objects of a resource in every namespace, by its URL: `/apis/apps/v1/deployments` */
  list(url: string): Promise<Manifest[]>;
  /**
   * Reports the objects of a resource, and then each change of one, in the order in which they happen.
   *
   * @param gone is true for an object that is deleted
   * @returns a function that ends it, and throws if the server has ended it before
   */
  follow(url: string, report: (object: Manifest, gone: boolean) => void): Promise<() => void>;
  /** Asks, as another user, for the rights of that user in a namespace. @returns the status of a `SelfSubjectRulesReview` */
  rulesOf(user: string, namespace: string): Promise<Manifest>;
  /** Closes the connection. */
  close(): Promise<void>;
}

const MANAGER = 'mainstay';
const CONNECTIONS = 16;
const START_SECONDS = 10;

/**
 * Connects through `kubectl proxy`, which supports every login that a kubeconfig can name, on a Unix socket in a directory of
 * its own.
 */
export async function openApi(cluster: Cluster): Promise<Api> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-api-'));
  const removeDirectory = removeAtExit(directory);
  const [socketPath, logFile] = [path.join(directory, 'socket'), path.join(directory, 'proxy.log')];
  const log = openSync(logFile, 'a');
  const args = ['proxy', `--unix-socket=${socketPath}`];
  const env = { ...process.env, KUBECONFIG: cluster.kubeconfig };
  const proxy = await startServer('kubectl proxy', cluster.program, args, log, env).finally(() => closeSync(log));
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const close = async () => {
    agent.destroy();
    await proxy.stop();
    removeDirectory();
  };
  const send = (method: string, url: string, body?: string, headers: http.OutgoingHttpHeaders = {}) =>
    request({ socketPath, agent, method, path: url, headers }, body);
  try {
    const deadline = Date.now() + START_SECONDS * 1000;
    while ((await send('GET', '/readyz').catch(() => undefined))?.status !== 200) {
      if (proxy.ended() !== undefined || Date.now() > deadline)
        throw new Error(`kubectl proxy does not answer:\n${relevantLines(logFile)}`);
      await sleep(50);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const urlOf = resourceUrls(async (group) => (await send('GET', group)).body);
  const apply: Api['apply'] = async (manifest, { dryRun }) => {
    const url = await urlOf(manifest);
    if (url === undefined) return `the server knows no ${manifest['apiVersion']} ${manifest['kind']}`;
    const query = `fieldManager=${MANAGER}&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    const { status, body, warning } = await send('PATCH', `${url}?${query}`, JSON.stringify(manifest), APPLY);
    if (status >= 300) return `refused with ${status}: ${messageIn(body)}`;
    if (warning && !isMeant(warning)) return `warning: ${warning}`;
    const fields = altered(manifest, JSON.parse(body), MANAGER).filter((field) => !isOldForm(field, cluster.minor));
    return fields.length > 0 ? `altered: ${fields.join(', ')}` : undefined;
  };
  const rulesOf: Api['rulesOf'] = async (user, namespace) => {
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
    const headers = { 'content-type': 'application/json', 'impersonate-user': user };
    const url = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
    const { status, body } = await send('POST', url, JSON.stringify(review), headers);
    if (status >= 300) throw new Error(`the rights of ${user} must be told, got ${status}: ${messageIn(body)}`);
    return JSON.parse(body).status;
  };
  const list: Api['list'] = async (url) => {
    const { status, body } = await send('GET', url);
    if (status >= 300) throw new Error(`${url} must be listed, got ${status}: ${messageIn(body)}`);
    const { items, kind } = JSON.parse(body);
    return items.map((item: Manifest) => ({ kind: kind.replace(/List$/, ''), ...item }));
  };
  const follow: Api['follow'] = async (url, report) => {
    const { status, body } = await send('GET', url);
    if (status >= 300) throw new Error(`${url} must be listed, got ${status}: ${messageIn(body)}`);
    const { items, metadata } = JSON.parse(body);
    for (const item of items) report(item, false);
    const since = `${url.includes('?') ? '&' : '?'}watch=true&resourceVersion=${metadata.resourceVersion}`;
    return watchLines({ socketPath, path: `${url}${since}` }, (line) => {
      const { type, object } = JSON.parse(line);
      report(object, type === 'DELETED');
    });
  };
  return { apply, list, follow, rulesOf, close };
}

/** Reports each line of an answer that does not end. @returns a function that ends it, and throws if it has ended */
function watchLines(options: http.RequestOptions, report: (line: string) => void): () => void {
  let over = false;
  const sent = http.get({ ...options, agent: false, headers: { accept: 'application/json' } }, (response) => {
    let rest = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) report(line);
    });
    response.on('error', () => {});
  });
  sent.on('error', () => {});
  sent.on('close', () => {
    over = true;
  });
  return () => {
    const early = over;
    sent.destroy();
    if (early) throw new Error(`the server has ended the watch of ${options.path}`);
  };
}

const APPLY = { 'content-type': 'application/apply-patch+yaml' };

function request(options: http.RequestOptions, body?: string): Promise<Answer> {
  const headers = { accept: 'application/json', ...options.headers };
  return new Promise((resolve, reject) => {
    const sent = http.request({ ...options, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        const { warning } = response.headers;
        resolve({ status: response.statusCode ?? 0, body: text, warning: warning?.toString() });
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function messageIn(body: string): string {
  try {
    return JSON.parse(body).message ?? body;
  } catch {
    return body;
  }
}

/** Asks each group once which resources it serves. @returns a function that finds the URL of an object */
function resourceUrls(get: (url: string) => Promise<string>): (manifest: Manifest) => Promise<string | undefined> {
  const groups = new Map<string, Promise<{ resources?: { name: string; kind: string; namespaced: boolean }[] }>>();
  return async (manifest) => {
    const { apiVersion, kind, metadata } = manifest;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const group = groups.get(root) ?? get(root).then((text) => JSON.parse(text));
    groups.set(root, group);
    const resource = (await group).resources?.find(
      (each: { name: string; kind: string }) => each.kind === kind && !each.name.includes('/'),
    );
    if (!resource) return undefined;
    if (resource.namespaced && !metadata.namespace) throw new Error(`${nameOf(manifest)} has no namespace`);
    const where = resource.namespaced ? `/namespaces/${metadata.namespace}` : '';
    return `${root}${where}/${resource.name}/${encodeURIComponent(metadata.name)}`;
  };
}
