import { Construct } from 'constructs';
import { bytes, quantity } from '../../checks/quantity';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { ApiClient, TOKEN_MOUNT } from '../../workload/api-client';
import type { CommonPlan } from '../plan';
import { claimNames } from './claims';

/** The retries of the Job: claims of new pods exist after seconds, and are bound after minutes if they wait for a new node. */
const ATTEMPTS = 10;

/**
 * Grows the claims of a running store with a Job that may read and patch these claims and nothing else. Another Job replaces
 * it when the size or the number of pods changes. It changes nothing about a claim that has its size already.
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
