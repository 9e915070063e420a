import { accountRules } from './accounts';
import { addresses } from './addresses';
import { amounts } from './amounts';
import { baselineKernel } from './baseline-kernel';
import { baselineNode } from './baseline-node';
import { bindings } from './bindings';
import { budgets } from './budgets';
import { clusterWide } from './cluster-wide';
import { containers } from './containers';
import { files } from './files';
import { images } from './images';
import { metadata } from './metadata';
import { missingBaseline } from './missing-baseline';
import { namespaceLabels } from './namespace-labels';
import { namespaces } from './namespaces';
import { network } from './network';
import { objects } from './objects';
import { openNetwork } from './open-network';
import { plainSecrets } from './plain-secrets';
import { podReferences } from './pod-references';
import { pods } from './pods';
import { restricted } from './restricted';
import { rights } from './rights';
import { routes } from './routes';
import type { Rule } from './rule';
import { scaling } from './scaling';
import { schedule } from './schedule';
import { services } from './services';
import { volumes } from './volumes';
import { waysIn } from './ways-in';

/** The rules by family, under the titles of docs/rules.md. A new family is one line. */
export const FAMILIES: Readonly<Record<string, readonly Rule[]>> = {
  'Pod Security Standard baseline: the node': baselineNode,
  'Pod Security Standard baseline: the kernel': baselineKernel,
  'Pod Security Standard restricted': restricted,
  Containers: containers,
  Pods: pods,
  'Requests and limits': amounts,
  'Permissions, Secrets and bounds': objects,
  'Names and labels': metadata,
  Schedules: schedule,
  Namespaces: [...namespaces, ...namespaceLabels, missingBaseline],
  'Services and selectors': services,
  Routes: routes,
  Autoscaling: scaling,
  'Disruption budgets': budgets,
  Network: network,
  'Addresses in programs': addresses,
  'Files of programs': files,
  'References of pods': podReferences,
  Volumes: volumes,
  'Roles and accounts': accountRules,
  'Rights of roles': rights,
  'Holders of rights': bindings,
  'Ways in from outside': waysIn,
  'Open networks': openNetwork,
  'What all of the cluster shares': clusterWide,
  'Secrets in plain sight': plainSecrets,
  'Where images come from': images,
};

/** Every rule. */
export const RULES: readonly Rule[] = Object.values(FAMILIES).flat();

/** Returns the expressions of all rules. */
export function expressionsOf(): readonly string[] {
  return RULES.flatMap((rule) => ('cel' in rule ? [rule.cel, ...(rule.got === undefined ? [] : [rule.got])] : []));
}
