import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { complete } from './complete';
import type { JsonObject } from './json';

/** A Kubernetes object that cdk8s-plus has no class for, or a wrong one. Fields are rendered as given. */
export interface PlainObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default - that of the chart */
  readonly namespace?: string;
  /** `true` for a kind that is in no namespace. @default false */
  readonly clusterScoped?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Returns the fields beside `metadata`; called at synth. */
  readonly fields: () => JsonObject;
}

/** Creates a plain object; its JSON patches keep every field. */
export class PlainObject extends Construct {
  readonly resource: ApiObject;

  constructor(scope: Construct, id: string, props: PlainObjectProps) {
    super(scope, id);
    const { apiVersion, kind, name, namespace, labels, annotations } = props;
    const metadata = { name, namespace, labels, annotations };
    this.resource = new ApiObject(this, 'Resource', { apiVersion, kind, metadata });
    complete(this, (manifest) => ({
      ...manifest,
      ...(props.clusterScoped && { metadata: { ...manifest.metadata, namespace: undefined } }),
      ...props.fields(),
    }));
  }

  get name(): string {
    return this.resource.name;
  }
}

/** Returns the namespace of objects under `scope`; `undefined` when its chart has none. */
export function namespaceOf(scope: Construct): string | undefined {
  return Chart.of(scope).namespace;
}
