import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { contentHash } from '../manifest/content-hash';
import { type JsonObject, listAt } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import { fitting, reserveName } from '../registry/names';
import { cronJobSpec } from './complete-workload';
import { grantRules } from './grant-rules';
import { completePod, type PodPlan } from './pod';
import { PodSet } from './pod-set';
import { resources, SMALL } from './resources';

/** Properties of pods that talk to the API server. */
export interface ApiClientProps {
  /** The name of its objects. */
  readonly name: string;
  /** The label that distinguishes its pods from those that it serves: `credentials`. */
  readonly component: string;
  /** The rules of its Role: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
  readonly rules: readonly JsonObject[];
}

/** The pod of an {@link ApiClient}: small containers, of which those with {@link TOKEN_MOUNT} have its rights. */
export interface ApiClientPod extends Pick<PodPlan, 'containers' | 'initContainers' | 'volumes'> {
  readonly restartPolicy: 'OnFailure' | 'Never';
}

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The mount of the token, for a container that talks to the API server. */
export const TOKEN_MOUNT: JsonObject = { name: 'token', mountPath: TOKEN, readOnly: true };

/** kubectl takes 46 MiB where few kinds are served, and more where there are many. */
export const KUBECTL = { ...SMALL, memory: Size.mebibytes(128) };

/** The directory of the token, as Kubernetes mounts it by itself. */
export const TOKEN_VOLUME: JsonObject = {
  name: 'token',
  projected: {
    defaultMode: 0o440,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3600, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
        },
      },
    ],
  },
};

/**
 * Pods that run to completion and change something in the cluster. They have a ServiceAccount with exactly the rights in `rules`,
 * and a network that is closed both ways except for the API server. The token goes to containers that mount it, and to no other.
 */
export class ApiClient extends Construct {
  private readonly pods: PodSet;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApiClientProps,
  ) {
    super(scope, id);
    const { name, component } = props;
    this.pods = new PodSet(this, { kind: 'Job', name, component, nameServers: 'none' });
    grantRules(this, this.pods, name, () => props.rules);
    this.pods.reachApiServer();
  }

  /** Returns the pod template. */
  template({ containers, initContainers = [], volumes = [], restartPolicy }: ApiClientPod): JsonObject {
    const small = (fields: JsonObject): JsonObject => {
      const talks = listAt(fields, 'volumeMounts').some(({ name }) => name === TOKEN_MOUNT['name']);
      return { resources: resources(this, {}, talks ? KUBECTL : SMALL), ...fields };
    };
    return completePod(
      this.pods,
      {},
      {
        gracePeriod: 5,
        ports: [],
        spread: false,
        restartPolicy,
        initContainers: initContainers.map(small),
        containers: containers.map(small),
        volumes: [...volumes, TOKEN_VOLUME],
      },
    );
  }

  /**
   * Makes a Job that runs once. A Job cannot be changed, so any change makes a Job with another name. It has no TTL, because a
   * deleted Job runs again when it is applied again: https://kubernetes.io/docs/concepts/workloads/controllers/job/
   */
  once(pod: ApiClientPod, backoffLimit: number): PlainObject {
    const spec = { backoffLimit, template: this.template(pod) };
    const hash = contentHash(JSON.stringify(spec));
    return new PlainObject(this, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: reserveName(this, 'Job', `${fitting(this.props.name, 54)}-${hash}`),
      labels: this.pods.labels,
      fields: () => ({ spec }),
    });
  }

  /** Makes a CronJob from its pods and its other fields: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
  again(pod: ApiClientPod, fields: JsonObject): PlainObject {
    const spec = cronJobSpec(fields, this.pods.labels, this.template(pod));
    return new PlainObject(this, 'CronJob', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      name: reserveName(this, 'CronJob', this.props.name, 52),
      labels: this.pods.labels,
      fields: () => ({ spec }),
    });
  }
}
