import type { Construct } from 'constructs';
import { ADD_ONS } from '../../cluster/add-ons/table';
import type { JsonObject } from '../../manifest/json';
import type { Labels } from '../../manifest/labels';
import { PlainObject } from '../../manifest/plain-object';
import { reserveName } from '../../registry/names';
import type { Stage } from '../admission/stages';
import type { Signature } from './signature';

const ACTIONS: Readonly<Record<Stage, readonly string[]>> = { audit: ['Audit'], warn: ['Warn'], deny: ['Deny'] };

/** The containers of a pod. Those for debugging have no say, so that debugging stays possible. */
const LISTS = ['containers', 'initContainers'];

const imagesOf = (object: string, list: string): string =>
  `(has(${object}.spec.${list}) ? ${object}.spec.${list}.map(c, c.image) : [])`;
const CHANGED = LISTS.map((list) => `${imagesOf('object', list)} != ${imagesOf('oldObject', list)}`).join(' || ');

/**
 * Makes a NamespacedImageValidatingPolicy for each signature, which judges pods when they are made and when their images change.
 *
 * @see https://kyverno.io/docs/policy-types/image-validating-policy/
 */
export function signaturePolicies(
  scope: Construct,
  signatures: readonly Signature[],
  stage: Stage,
  labels: Labels,
): void {
  signatures.forEach((signature, at) => {
    const wanted = at === 0 ? 'signatures' : `signatures-${at + 1}`;
    new PlainObject(scope, wanted, {
      apiVersion: ADD_ONS.kyverno.apiVersion,
      kind: 'NamespacedImageValidatingPolicy',
      name: reserveName(scope, 'NamespacedImageValidatingPolicy', wanted),
      labels,
      fields: () => ({ spec: specOf(signature, stage) }),
    });
  });
}

function specOf({ images, signer }: Signature, stage: Stage): JsonObject {
  return {
    attestors: [{ name: 'signer', cosign: signer }],
    // Pods that run already are not judged again.
    evaluation: { background: { enabled: false } },
    failurePolicy: 'Fail',
    matchConditions: [
      { name: 'stays', expression: '!has(object.metadata.deletionTimestamp)' },
      { name: 'changes', expression: `request.operation == "CREATE" || ${CHANGED}` },
    ],
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }],
    },
    matchImageReferences: images.map((glob) => ({ glob })),
    validationActions: ACTIONS[stage],
    validations: LISTS.map((list) => ({
      expression: `images.${list}.map(image, verifyImageSignatures(image, [attestors.signer])).all(e, e > 0)`,
      message: `each image of ${images.join(', ')} must have the signature of the SecurityBaseline; sign it with cosign`,
    })),
  };
}
