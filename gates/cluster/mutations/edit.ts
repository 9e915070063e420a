/** Functions by which a mutation finds and changes its target. */
import assert from 'node:assert/strict';
import { type Manifest, ofKind } from '../manifests';

/** A mistake that people make, made to good manifests. */
export interface Mutation {
  /** Description of the mistake, in a few words. */
  readonly mistake: string;
  /** Changes the manifests in place, or returns others. */
  readonly make: (app: Edit) => void;
}

/** The manifests of an app, open to mistakes. */
export class Edit {
  readonly manifests: Manifest[];

  constructor(manifests: readonly Manifest[]) {
    this.manifests = structuredClone([...manifests]);
  }

  /** @returns the first object of a kind, or the one with a name. */
  the(kind: string, name?: string): Manifest {
    const found = ofKind(this.manifests, kind).find((m) => name === undefined || m['metadata'].name === name);
    assert.ok(found, `the mutation needs a ${kind} ${name ?? ''}`);
    return found;
  }

  /** @returns the pod spec of a workload. */
  pod(kind: string, name?: string): Manifest {
    const { spec } = this.the(kind, name);
    return (spec.jobTemplate?.spec ?? spec).template.spec;
  }

  /** @returns the first container of a workload. */
  container(kind: string, name?: string): Manifest {
    return this.pod(kind, name)['containers'][0];
  }

  /** Removes objects. */
  remove(kind: string, name?: string): void {
    const gone = this.the(kind, name);
    this.manifests.splice(this.manifests.indexOf(gone), 1);
  }

  /** Adds an object in the namespace of the app. */
  add(apiVersion: string, kind: string, name: string, rest: Manifest): void {
    const { namespace } = this.the('Deployment')['metadata'];
    this.manifests.push({ apiVersion, kind, metadata: { name, namespace }, ...rest });
  }
}
