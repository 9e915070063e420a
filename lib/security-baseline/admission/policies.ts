import { NEWEST } from '../../cluster/version';
import { contentHash } from '../../manifest/content-hash';
import type { JsonObject } from '../../manifest/json';
import { readsOf } from '../cel';
import { builtInPodKinds } from '../pod-kinds';
import { RULES } from '../rules';
import { isForAdmission, type ObjectRule, type Severity } from '../rules/rule';
import { LABELS } from '../standards';
import { ADMITTED, KIND, resourceRules, templateOf } from './kinds';
import { renderRule } from './rule';

/** A set of rules that one policy holds. */
export interface PolicyModel {
  /** The part of its name that says what it is about: `pods`. */
  readonly about: string;
  readonly severity: Severity;
  readonly rules: readonly ObjectRule[];
  readonly kinds: readonly string[];
  readonly matchConditions: readonly JsonObject[];
  readonly variables: readonly JsonObject[];
}

/** Returns the conditions that hold for objects with a waiver from a rule. */
export type Exceptions = (rule: ObjectRule) => readonly string[];

const isAboutPods = ({ subject }: ObjectRule): boolean => subject !== 'object';
const condition = (name: string, expression: string): JsonObject => ({ name, expression });

/** A pod that is going away needs no judgement, or nobody could take away its finalizers. */
const STAYS = condition('stays', '!has(object.metadata.deletionTimestamp)');
const made = (changed: string): JsonObject => condition('changes', `request.operation == "CREATE" || ${changed}`);

const level = `namespaceObject.metadata.labels[${JSON.stringify(`${LABELS}enforce`)}]`;
const version = `namespaceObject.metadata.labels[${JSON.stringify(`${LABELS}enforce-version`)}]`;
const labelled = (label: string): string =>
  `has(namespaceObject.metadata.labels) && ${JSON.stringify(`${LABELS}${label}`)} in namespaceObject.metadata.labels`;

/** The values that the rules about pods read. Containers for debugging are left to Pod Security, so that debugging stays possible. */
const POD_VARIABLES: readonly JsonObject[] = [
  condition('template', templateOf('dyn(object)')),
  condition('metadata', 'has(variables.template.metadata) ? variables.template.metadata : dyn({})'),
  condition('labels', 'has(variables.metadata.labels) ? variables.metadata.labels : dyn({})'),
  condition('pod', 'has(variables.template.spec) ? variables.template.spec : dyn({"containers": []})'),
  condition(
    'containers',
    'variables.pod.containers + (has(variables.pod.initContainers) ? variables.pod.initContainers : [])',
  ),
  condition(
    'standard',
    `{"level": dyn(${labelled('enforce')} ? ${level} : "restricted"), "minor": dyn(${labelled('enforce-version')} && ` +
      `${version}.matches("^v1[.][0-9]+$") ? int(${version}.replace("v1.", "")) : ${NEWEST})}`,
  ),
  condition(
    'contexts',
    '[{"where": dyn("the pod"), "place": dyn("pod"), "value": variables.pod, "container": dyn({}), "context": ' +
      'has(variables.pod.securityContext) ? variables.pod.securityContext : dyn({})}] + variables.containers.map(container, ' +
      '{"where": dyn("container " + container.name), "place": dyn("container"), "value": container, "container": container, ' +
      '"context": has(container.securityContext) ? container.securityContext : dyn({})})',
  ),
];

/** Returns the policies of all rules that the cluster can judge by. */
export function policyModels(): readonly PolicyModel[] {
  const rules = RULES.filter(isForAdmission);
  const severities: readonly Severity[] = ['error', 'warning'];
  return severities
    .flatMap((severity) => {
      const some = rules.filter((rule) => (rule.severity ?? 'error') === severity);
      return [
        podPolicy(severity, some.filter(isAboutPods)),
        objectPolicy(
          severity,
          some.filter((one) => !isAboutPods(one)),
        ),
      ];
    })
    .filter(({ rules: some, kinds }) => some.length > 0 && kinds.length > 0);
}

function podPolicy(severity: Severity, rules: readonly ObjectRule[]): PolicyModel {
  const changed = `(${KIND} == "Pod" ? object.spec != oldObject.spec : ${templateOf('dyn(object)')} != ${templateOf('dyn(oldObject)')})`;
  const kinds = builtInPodKinds().map(({ kind }) => kind);
  return { about: 'pods', severity, rules, kinds, matchConditions: [STAYS, made(changed)], variables: POD_VARIABLES };
}

function objectPolicy(severity: Severity, rules: readonly ObjectRule[]): PolicyModel {
  const all = Object.keys(ADMITTED);
  const kinds = [...new Set(rules.flatMap((rule) => rule.kinds ?? all))].filter((kind) => kind in ADMITTED);
  const changed = kinds.map((kind) => {
    const own = rules.filter((rule) => rule.kinds?.includes(kind) ?? true);
    return `${KIND} == ${JSON.stringify(kind)} && (${contentOf(own).map(differs).join(' || ')})`;
  });
  return {
    about: 'objects',
    severity,
    rules,
    kinds,
    matchConditions: [STAYS, made(changed.join(' || '))],
    variables: [],
  };
}

/** Returns the parts of an object that rules read: `spec`, `metadata.annotations`. */
function contentOf(rules: readonly ObjectRule[]): readonly (readonly string[])[] {
  const paths = rules.flatMap(({ cel }) => readsOf(cel, ['object']).map(([, ...path]) => path));
  const parts = paths.map((path) => path.slice(0, path[0] === 'metadata' ? 2 : 1));
  return [...new Map(parts.map((part) => [part.join('.'), part])).values()];
}

/** Returns a condition that holds when an update changes a part of the object. */
function differs(path: readonly string[]): string {
  const there = (object: string): string =>
    path.map((_, at) => `has(${[object, ...path.slice(0, at + 1)].join('.')})`).join(' && ') || 'true';
  const [now, before] = ['dyn(object)', 'dyn(oldObject)'];
  const value = (object: string): string => [object, ...path].join('.');
  return `(${there(now)}) != (${there(before)}) || (${there(now)}) && ${value(now)} != ${value(before)}`;
}

/** Returns the spec of a policy: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export function policySpec(model: PolicyModel, exceptions: Exceptions): JsonObject {
  const rendered = model.rules.map((rule) => renderRule(rule, exceptions(rule)));
  return {
    failurePolicy: 'Fail',
    matchConstraints: { resourceRules: resourceRules(model.kinds) },
    matchConditions: model.matchConditions,
    variables: [...model.variables, ...rendered.map(({ variable }) => variable)],
    validations: rendered.map(({ validation }) => validation),
  };
}

/** Returns the part of the name of a policy that says what it is about: `pods`, `pods-warnings`. */
export function aboutOf({ about, severity }: PolicyModel): string {
  return severity === 'error' ? about : `${about}-warnings`;
}

/** Returns the name of a policy, which its content decides: two apps with the same policy have one object. */
export function policyName(model: PolicyModel, spec: JsonObject): string {
  return `mainstay-${aboutOf(model)}-${contentHash(JSON.stringify(spec))}`;
}
