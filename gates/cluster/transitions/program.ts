/** The app that changes, and the two ways to apply it. */
import assert from 'node:assert/strict';
import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { AddOn, type ClusterProps, WebApp, type WebAppProps } from '../../../lib';
import type { Cluster } from '../cluster';
import { SLOW } from '../kwok';
import type { CommandResult } from '../processes';
import { type Written, written } from '../stores/program';

export const APP = 'web';
export const IMAGE = 'ghcr.io/acme/shop:1.4.2';

/** The ways to apply manifests: the fields of the last apply are known from an annotation, or from their managers. */
export type Way = 'client' | 'server';
export const WAYS: readonly Way[] = ['client', 'server'];

/** Synthesizes a version of the app. Its pods need some seconds to get ready. */
export function version(namespace: string, props: Partial<WebAppProps>, cluster: ClusterProps = {}): Written {
  return written(namespace, { installed: [AddOn.argoRollouts()], ...cluster }, (chart) => {
    const app = new WebApp(chart, APP, { image: IMAGE, minReady: Duration.seconds(1), ...props });
    const path = `/spec/template/metadata/annotations/${SLOW.replace('/', '~1')}`;
    ApiObject.of(app.deployment).addJsonPatch(JsonPatch.add(path, 'true'));
  });
}

/** Applies a version, as users do. */
export function tryApply(
  { tryKubectl }: Cluster,
  way: Way,
  { folder }: Written,
  ...flags: string[]
): Promise<CommandResult> {
  return tryKubectl(['apply', ...(way === 'server' ? ['--server-side'] : []), ...flags, '-f', folder]);
}

/** Applies a version. @throws with what the server refuses */
export async function apply(cluster: Cluster, way: Way, version: Written, ...flags: string[]): Promise<void> {
  const { status, stderr } = await tryApply(cluster, way, version, ...flags);
  assert.equal(status, 0, stderr);
}
