import { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { imageFor } from '../cluster/images';
import type { JsonObject } from '../manifest/json';
import { declareExternal } from '../registry/external-objects';
import { constantCase } from '../registry/names';
import { ApiClient, TOKEN_MOUNT } from '../workload/api-client';

export interface GeneratedSecretProps {
  readonly name: string;
  /** The keys, each of which gets a random text. */
  readonly keys: readonly string[];
  /** An image with a shell. */
  readonly image: string;
}

const SCRATCH = '/credentials';

/**
 * A Secret that exists only in the cluster. A Job writes random text to memory and creates the Secret from it. When it exists,
 * the API server refuses to create it, which changes nothing: the creating
 * container is a sidecar, whose exit code does not count, and the
 * main container starts only once the Secret is there.
 */
export class GeneratedSecret extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GeneratedSecretProps,
  ) {
    super(scope, id);
    if (!Cluster.of(this).has('nativeSidecars')) {
      const { version } = Cluster.of(this);
      fail(this, 'generated credentials need Kubernetes 1.29', version, 'use Credentials.fromSecret(name, key)');
    }
    declareExternal(this, 'Secret', props.name, props.keys);
    const client = new ApiClient(this, 'Client', {
      name: props.name,
      component: 'credentials',
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
    });
    client.once(
      {
        restartPolicy: 'OnFailure',
        initContainers: [this.generate(), this.create()],
        containers: [this.created()],
        volumes: [{ name: 'credentials', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }],
      },
      6,
    );
  }

  private generate(): JsonObject {
    const { keys, image } = this.props;
    return {
      name: 'generate',
      image,
      command: ['sh', '-c', keys.map(randomText).join(' && ')],
      volumeMounts: [{ name: 'credentials', mountPath: SCRATCH }],
    };
  }

  private create(): JsonObject {
    const { name, keys } = this.props;
    return {
      name: 'create',
      image: imageFor(this, 'kubectl'),
      command: ['kubectl', 'create', 'secret', 'generic', name, ...keys.map(fromFile)],
      restartPolicy: 'Always',
      volumeMounts: [{ name: 'credentials', mountPath: SCRATCH, readOnly: true }, TOKEN_MOUNT],
    };
  }

  private created(): JsonObject {
    const { name, keys, image } = this.props;
    return {
      name: 'created',
      image,
      command: ['true'],
      env: keys.map((key) => ({ name: constantCase(key), valueFrom: { secretKeyRef: { name, key } } })),
    };
  }
}

/** 122 random bits without a line break, which a password must not have. */
function randomText(key: string): string {
  return `printf %s "$(cat /proc/sys/kernel/random/uuid)" >${SCRATCH}/${key}`;
}

function fromFile(key: string): string {
  return `--from-file=${key}=${SCRATCH}/${key}`;
}
