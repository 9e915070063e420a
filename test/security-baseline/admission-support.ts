import type * as cdk8s from 'cdk8s';
import { Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { App, SecurityBaseline, type SecurityBaselineProps } from '../../lib';
import { type Fields, goodApp } from './good-app';
import { judge } from './judge';

export const IMAGE = 'ghcr.io/acme/shop:1.4.2';
export const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/enforce-version': 'v1.36',
};

export function namespaced(app: cdk8s.App, namespace: string, props: SecurityBaselineProps = {}): Chart {
  const chart = new Chart(app, namespace, { namespace });
  new SecurityBaseline(chart, 'baseline', { admission: 'deny', ...props });
  return chart;
}

export const documents = (app: App): Fields[] => parseAllDocuments(app.synthYaml()).map((one) => one.toJS());
export const ofKind = (app: App, kind: string): Fields[] => documents(app).filter((one) => one.kind === kind);
export const policies = (app: App): Fields[] => ofKind(app, 'ValidatingAdmissionPolicy');
export const bindings = (app: App): Fields[] => ofKind(app, 'ValidatingAdmissionPolicyBinding');

let made: Fields[] | undefined;
/** The policies of a namespace without waivers. */
export const plain = (): Fields[] => {
  if (made) return made;
  const app = new App();
  namespaced(app, 'shop');
  made = policies(app);
  return made;
};
export const judged = (all: readonly Fields[], object: Fields, oldObject?: Fields): string[] =>
  all
    .filter(({ spec }) => spec.matchConstraints.resourceRules.some(matches(object)))
    .flatMap((policy) => judge(policy, { object, oldObject, labels: RESTRICTED }));

export const matches =
  ({ apiVersion, kind }: Fields) =>
  ({ apiGroups, resources }: Fields): boolean => {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    return apiGroups.includes(group) && resources.some((one: string) => one.startsWith(kind.toLowerCase()));
  };

export const deployment = (): Fields => goodApp()['deployment'];
export const broken = (): Fields => {
  const object = deployment();
  object.spec.template.spec.hostNetwork = true;
  return object;
};
export const HOST_NETWORK =
  'the pod must not share the network of its node, got true; remove hostNetwork (host-network)';

/** The pod that the cluster makes for a Deployment. */
export function podOf(object: Fields, labels: object = {}): Fields {
  const { metadata, spec } = object.spec.template;
  const name = `${object.metadata.name}-5d4f8c-x7k2p`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, namespace: 'shop', labels: { ...metadata.labels, ...labels } },
    spec,
  };
}
