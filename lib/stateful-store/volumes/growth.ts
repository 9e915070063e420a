import { Construct } from 'constructs';
import { bytes, quantity } from '../../checks/quantity';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { ApiClient, TOKEN_MOUNT } from '../../workload/api-client';
import type { CommonPlan } from '../plan';
import { claimNames } from './claims';

/** The claims of new pods are there after seconds, and bound after minutes when a node must be made first. */
const ATTEMPTS = 10;

/**
 * Grows the claims of a store that is running: a Job that may read and patch exactly these claims. Another one takes its place
 * when the size or the number of pods changes. Patching a claim that has its size already changes nothing.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
 */
export function growth(plan: CommonPlan): Construct | undefined {
  const { scope, facts, volumes } = plan;
  if (bytes(volumes.first) === bytes(volumes.now)) return undefined;
  const growing = new Construct(scope, 'Growth');
  const claims = claimNames(plan);
  const client = new ApiClient(growing, 'Client', {
    name: `${facts.name}-storage`,
    component: 'storage',
    rules: [{ apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: claims, verbs: ['get', 'patch'] }],
  });
  const spec = { resources: { requests: { storage: quantity(volumes.now) } } };
  const container: JsonObject = {
    name: 'grow',
    image: imageFor(growing, 'kubectl'),
    command: ['kubectl', 'patch', 'persistentvolumeclaims', ...claims, `--patch=${JSON.stringify({ spec })}`],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [TOKEN_MOUNT],
  };
  client.once({ restartPolicy: 'Never', containers: [container] }, ATTEMPTS);
  return growing;
}
