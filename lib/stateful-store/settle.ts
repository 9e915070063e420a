import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail, together, within } from '../checks/errors';
import { dnsLabel, portName } from '../checks/formats';
import { settleProps } from '../checks/mended';
import { bytes } from '../checks/quantity';
import { requires } from '../cluster/add-ons/requires';
import { ADD_ONS } from '../cluster/add-ons/table';
import { Cluster } from '../cluster/cluster';
import { imageFor } from '../cluster/images';
import { pullPolicyOf, pullSecretsOf } from '../cluster/pulls';
import { standardLabels } from '../manifest/labels';
import { namespaceOf } from '../manifest/plain-object';
import { Port } from '../network/port';
import { reserveName } from '../registry/names';
import { Credentials } from '../secrets/credentials';
import { PodSet } from '../workload/pod-set';
import { type ResourceDefaults, resources } from '../workload/resources';
import { portNumbers } from '../workload/server-services';
import { backupsOf, checkLogs, type StoreBackups } from './backup/store-backups';
import { checkCopy } from './copy/settle-copy';
import type { StoreDescription, StoreFacts } from './description';
import { Engine } from './engine';
import type { OperatorModel } from './engine-model';
import type { CommonPlan, OperatedPlan, StorePlan } from './plan';
import { type StorePlacement, storePlacement } from './pods/store-placement';
import type { StatefulStoreProps } from './props';
import { STORE } from './store-kinds';
import { dnsNames } from './topology/dns-names';
import { checkTopology, operatorOf, shape, spreading } from './topology/shape';
import { checkSnapshots } from './volumes/claims';
import { dataDirectory, settleVolumes } from './volumes/storage';

const DEFAULTS = { memory: Size.mebibytes(256), cpu: Cpu.millis(100), ephemeralStorage: Size.mebibytes(256) };

/** The props that only a store with pods of its own takes. */
const OWN: readonly (keyof StatefulStoreProps)[] = [
  'addressing',
  'backup',
  'containerName',
  'copyFrom',
  'endpoint',
  'group',
  'grownFrom',
  'mountPath',
  'podAnnotations',
  'podLabels',
  'readOnly',
  'restoreFrom',
  'volumeRetention',
  'selector',
  'serviceName',
  'tls',
  'user',
  'volumeName',
];

/** The settled plan of a store: with pods of its own or with an operator. */
export type SettledStore =
  | { readonly operated: OperatedPlan }
  | { readonly operated?: undefined; readonly plan: StorePlan; readonly backups: StoreBackups };

/**
 * Settles the props of a store: fills in every default, does the arithmetic, and calls the engine. Throws on every invalid
 * prop. It also reserves the names of the store, and makes its Secrets or refers to them.
 */
export function settle(scope: Construct, props: StatefulStoreProps): SettledStore {
  return settleProps(scope, props, STORE, { engine: Engine.valkey() }, (right) => described(scope, right))();
}

/** Checks all values, and returns a function that makes what the plan refers to. */
function described(scope: Construct, props: StatefulStoreProps): () => SettledStore {
  const { common, placed, backups } = settleCommon(scope, props);
  const operator = operatorOf(scope, props.engine.model, common.facts);
  if (operator) {
    const operated = settleOperated(common, placed, operator, props);
    return () => ({ operated });
  }
  const plan = settlePods(common, placed, props, backups);
  return () => ({ plan: plan(), backups });
}

function settleCommon(
  scope: Construct,
  props: StatefulStoreProps,
): { readonly common: CommonPlan; readonly placed: StorePlacement; readonly backups: StoreBackups } {
  const { model } = props.engine;
  const credentials = props.credentials ?? Credentials.generated();
  const memory = bytes(props.memory ?? DEFAULTS.memory);
  const usable = Number.isSafeInteger(memory) && memory > 0 ? memory : bytes(DEFAULTS.memory);
  const { name, port, volumes, form, directory, placed, backups } = together({
    name: () => reserveName(scope, 'StatefulSet', props.name ?? scope.node.id, 52),
    port: () => portName(scope, props.portName ?? model.name),
    amounts: () => resources(scope, props, DEFAULTS),
    volumes: () => settleVolumes(scope, model, usable, props),
    form: () => shape(scope, model, props),
    directory: () => dataDirectory(scope, props.mountPath ?? '/data'),
    placed: () => storePlacement(scope, props),
    container: () => dnsLabel(scope, 'the name of a container', props.containerName ?? 'main'),
    backups: () => backupsOf(scope, props),
  });
  const facts: StoreFacts = {
    name,
    portName: port,
    service: props.serviceName ?? name,
    namespace: namespaceOf(scope),
    domain: Cluster.of(scope).domain,
    ...form,
    memory,
    user: placed.user,
    storage: bytes(volumes.now),
    firstStorage: bytes(volumes.first),
    dataDirectory: directory,
    addressing: props.addressing ?? 'names',
    endpoint: props.endpoint ?? 'discovery',
    tls: props.tls !== undefined,
    readOnly: props.readOnly ?? false,
    pointInTime: backups.some(({ log }) => log !== undefined),
    secret: credentials.existing ?? `${name}-credentials`,
    secretKeys: credentials.keys,
    requires: (name, what, otherwise) => requires(scope, name, what, otherwise),
    image: (image) => imageFor(scope, image),
    fail: (what, got, fix) => fail(scope, what, got, fix),
  };
  const labels = standardLabels(scope, name, 'stateful-store');
  return {
    common: { scope, engine: model.name, facts, labels, volumes },
    placed,
    backups: { backups, restoreFrom: props.restoreFrom, copyFrom: props.copyFrom },
  };
}

function settleOperated(
  common: CommonPlan,
  placed: StorePlacement,
  operator: OperatorModel,
  props: StatefulStoreProps,
): OperatedPlan {
  const { scope, facts, volumes } = common;
  for (const prop of OWN) {
    if (props[prop] === undefined) continue;
    const what = `${prop} is for pods of the store's own, and ${ADD_ONS[operator.addOn].title} makes these`;
    fail(scope, what, props[prop], 'leave it out');
  }
  checkTopology(scope, { props, facts, description: {} });
  const operated = {
    ...facts,
    resources: resources(scope, props, DEFAULTS),
    storageClass: volumes.storageClass,
    accessMode: volumes.accessMode,
    nodes: placed.pod.spec,
    spread: spreading(scope, { props, facts }).spread,
    givenSecret: props.credentials?.existing,
    fromSnapshot: volumes.fromSnapshot,
    imagePullSecrets: pullSecretsOf(scope),
    imagePullPolicy: (image: string) => pullPolicyOf(scope, image),
  };
  return { ...common, description: within(scope, () => operator.describe(operated)) };
}

function settlePods(
  common: CommonPlan,
  placed: StorePlacement,
  props: StatefulStoreProps,
  { backups }: StoreBackups,
): () => StorePlan {
  const { scope, engine, facts } = common;
  const described = within(scope, () => props.engine.model.describe(facts));
  const description = facts.user === undefined ? described : { ...described, user: facts.user };
  together({
    topology: () => checkTopology(scope, { props, facts, description }),
    copy: () => checkCopy(scope, engine, description, props),
    logs: () => checkLogs(scope, engine, description, backups),
    snapshots: () => (props.fromSnapshot === undefined ? undefined : checkSnapshots(common)),
  });
  return () => makePods(common, placed, props, description);
}

function makePods(
  common: CommonPlan,
  placed: StorePlacement,
  props: StatefulStoreProps,
  description: StoreDescription,
): StorePlan {
  const { scope, facts } = common;
  const { name } = facts;
  const { selector } = props;
  const pods = new PodSet(scope, { kind: 'StatefulSet', name, component: 'stateful-store', selector });
  const { labels } = pods;
  const port = Port.tcp(description.port, facts.portName);
  const settled = {
    description,
    pods,
    labels,
    port,
    ports: portNumbers({ pods, description, port }),
    containerName: props.containerName ?? name,
    resources: amounts(props),
    spreading: spreading(scope, { props, facts }),
    placement: placed,
    proxySpread: props.spread ?? 'soft',
  };
  const request = { name: facts.secret, image: description.image, keys: ['password', 'admin'] };
  const credentials = (props.credentials ?? Credentials.generated()).bind(scope, request);
  const certificate = props.tls?.bind(scope, {
    name: `${name}-tls`,
    labels,
    dnsNames: () => dnsNames(facts, description),
  });
  return { ...common, ...settled, credentials, certificate };
}

/** Returns requests and limits of the server's container. */
function amounts(props: StatefulStoreProps): ResourceDefaults {
  const { memory, cpu, ephemeralStorage } = DEFAULTS;
  return {
    memory: props.memory ?? memory,
    cpu: props.cpu ?? cpu,
    ephemeralStorage: props.ephemeralStorage ?? ephemeralStorage,
  };
}
