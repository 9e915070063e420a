import { createHash } from 'node:crypto';
import { Role, RoleBinding, type ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { imageFor } from '../images';
import { complete } from '../internal/complete';
import { fail } from '../internal/errors';
import { apiServerPorts } from '../internal/fence';
import type { JsonObject } from '../internal/json';
import { type Labels, selectorLabels, standardLabels } from '../internal/labels';
import { claimName, constantCase, fitting } from '../internal/names';
import { Policy } from '../internal/network-policy';
import { PlainObject } from '../internal/object';
import { completePod } from '../internal/pod';
import { resources, SMALL } from '../internal/resources';
import { serviceAccount } from '../internal/workload';

export interface GeneratedSecretProps {
  readonly name: string;
  /** A random text for each. */
  readonly keys: readonly string[];
  /** An image with a shell. */
  readonly image: string;
}

const SCRATCH = '/credentials';
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * A Secret that exists only in the cluster. A Job writes random text to memory and creates the Secret from it. Creating it again
 * is refused by the API server and changes nothing: the creating container is a sidecar, whose exit code does not count, and the
 * main container starts only once the Secret is there.
 */
export class GeneratedSecret extends Construct {
  private readonly labels: Labels;
  private readonly selector: Labels;
  private readonly account: ServiceAccount;

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
    this.labels = standardLabels(this, props.name, 'credentials');
    this.selector = selectorLabels(props.name, 'credentials');
    this.account = serviceAccount(this, claimName(this, 'ServiceAccount', props.name), this.labels);
    this.allowCreating();
    this.openApiServer();
    this.createJob();
  }

  private allowCreating(): void {
    const metadata = { name: this.props.name, labels: { ...this.labels } };
    const role = new Role(this, 'Role', { metadata });
    complete(role, (manifest) => ({
      ...manifest,
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
    }));
    const binding = new RoleBinding(this, 'RoleBinding', { metadata, role });
    binding.addSubjects(this.account);
    complete(binding);
  }

  private openApiServer(): void {
    const { name } = this.props;
    const policy = new Policy(this, 'Fence', {
      name,
      selector: this.selector,
      labels: this.labels,
      types: ['Ingress', 'Egress'],
    });
    policy.allowTo([], apiServerPorts(this));
  }

  /** A Job cannot be changed: another one takes its place when anything in it differs. There is no TTL, or it would come again. */
  private createJob(): void {
    const spec = { backoffLimit: 6, template: this.template() };
    const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8);
    new PlainObject(this, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: claimName(this, 'Job', `${fitting(this.props.name, 54)}-${hash}`),
      labels: this.labels,
      fields: () => ({ spec }),
    });
  }

  private template(): JsonObject {
    const { name, keys, image } = this.props;
    const container = (fields: JsonObject): JsonObject => ({ resources: resources(this, {}, SMALL), ...fields });
    const template = completePod(
      {},
      {
        selector: this.selector,
        labels: this.labels,
        serviceAccountName: this.account.name,
        gracePeriod: 5,
        ports: [],
        spread: false,
        initContainers: [
          container({
            name: 'generate',
            image,
            command: ['sh', '-c', keys.map(randomText).join(' && ')],
            volumeMounts: [{ name: 'credentials', mountPath: SCRATCH }],
          }),
          container({
            name: 'create',
            image: imageFor(this, 'kubectl'),
            command: ['kubectl', 'create', 'secret', 'generic', name, ...keys.map(fromFile)],
            restartPolicy: 'Always',
            volumeMounts: [
              { name: 'credentials', mountPath: SCRATCH, readOnly: true },
              { name: 'token', mountPath: TOKEN, readOnly: true },
            ],
          }),
        ],
        containers: [
          container({
            name: 'created',
            image,
            command: ['true'],
            env: keys.map((key) => ({ name: constantCase(key), valueFrom: { secretKeyRef: { name, key } } })),
          }),
        ],
        volumes: [{ name: 'credentials', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }, TOKEN_VOLUME],
      },
    );
    const { spec, ...rest } = template;
    return { ...rest, spec: { ...(spec as JsonObject), restartPolicy: 'OnFailure' } };
  }
}

/** 122 random bits without a line break, which a password must not have. */
function randomText(key: string): string {
  return `printf %s "$(cat /proc/sys/kernel/random/uuid)" >${SCRATCH}/${key}`;
}

function fromFile(key: string): string {
  return `--from-file=${key}=${SCRATCH}/${key}`;
}

/** The token goes to the one container that talks to the API server. */
const TOKEN_VOLUME: JsonObject = {
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
