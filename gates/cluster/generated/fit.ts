/** The conditions between the props of a program, without which the library refuses most of what chance puts together. */
import { Duration } from 'cdk8s';
import type * as lib from '../../../lib';
import { exclusive } from '../../../lib/volumes/access';
import type { Part, Recipe } from './recipe';

type Props = Readonly<Record<string, unknown>>;

/** The facts that a fit depends on, besides the props of its own construct. */
interface Place {
  readonly index: number;
  readonly cluster: lib.Cluster;
  /** True if a baseline judges the chart. */
  readonly judged: boolean;
}

/** Without props that stand for nothing, so that `in` says whether one is given. */
function given(props: object): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

function without(props: Props, ...names: readonly string[]): Props {
  return Object.fromEntries(Object.entries(props).filter(([name]) => !names.includes(name)));
}

const has = (props: Props, ...names: readonly string[]) => names.some((name) => name in props);

/** @returns the recipe, in which each prop has what it needs */
export function fitted(recipe: Recipe): Recipe {
  const parts = recipe.parts.map((part, index) => {
    const place = {
      index,
      cluster: recipe.cluster,
      judged: recipe.baselines.some((baseline) => baseline !== undefined),
    };
    return { ...part, props: FITS[part.kind](given(part.props), place) };
  });
  const at = (index: number) => parts[index % parts.length];
  const relations = recipe.relations.filter(({ verb, from, to }) => {
    const { kind, home, props } = at(to) ?? { kind: undefined, home: undefined, props: {} };
    // A part that waits comes later, so that no two wait for each other.
    if (verb === 'waitFor') {
      return kind === 'Task' && at(from)?.home === home && to % parts.length < from % parts.length;
    }
    return verb === 'uses' || kind === 'WebApp' || kind === 'StatefulStore' || has(props, 'metrics');
  });
  // A Prometheus reads pods in a namespace, which a baseline wants to be of the program.
  const [first, second] = recipe.baselines;
  const baselines = recipe.observability && (first ?? second) ? [first ?? {}, second ?? {}] : recipe.baselines;
  return { ...recipe, parts, relations, baselines };
}

const FITS: Readonly<Record<Part['kind'], (props: Props, place: Place) => Props>> = {
  WebApp: (props, place) => exposed(replicated(pods(props, place)), place),
  Worker: (props, place) => replicated(pods(props, place)),
  ScheduledTask: (props, place) => runs(pods(props, place)),
  Task: pods,
  StatefulStore: (props) => props,
};

const CLOUDS = ['eks', 'gke', 'aks'];

/** True if a volume is for one node. */
function isExclusive({ volumes = {} }: Props): boolean {
  return Object.values(volumes as Readonly<Record<string, lib.Volume>>).some(
    ({ model }) => exclusive(model.access) !== undefined,
  );
}

/** Fits the runs of a schedule. */
function runs(props: Props): Props {
  return isExclusive(props) ? without(props, 'concurrencyPolicy') : props;
}

/** Fits what all pods have. */
function pods(props: Props, { cluster, judged }: Place): Props {
  let fit = props;
  if (!CLOUDS.includes(cluster.preset)) fit = without(fit, 'spot');
  if (cluster.preset !== 'eks') fit = without(fit, 'cloudIdentity');
  // A baseline wants requests and limits.
  if (judged) fit = without(fit, ...['memory', 'cpu', 'ephemeralStorage'].filter((name) => fit[name] === 'none'));
  if (has(fit, 'shutdown', 'drain')) fit = without(fit, 'gracePeriod');
  const { '/srv/model': image } = (fit['volumes'] ?? {}) as Props;
  if (image !== undefined && !cluster.has('imageVolumes')) fit = without(fit, 'volumes');
  return fit;
}

/** Fits the number of pods, and how they are replaced. */
function replicated(props: Props): Props {
  let fit = props;
  if (isExclusive(fit)) fit = { ...without(fit, 'canary', 'scaling'), replicas: 1, strategy: 'recreate' };
  if (has(fit, 'scaling')) fit = without(fit, 'replicas');
  const { strategy } = fit;
  if (strategy !== undefined && strategy !== 'rolling') fit = without(fit, 'maxSurge', 'maxUnavailable');
  if (has(fit, 'startup', 'minReady')) fit = without(fit, 'progressDeadline');
  return fit;
}

const NEEDS_HOST = ['path', 'tls', 'hosts', 'canary'];

/** Fits how an app is reached. Each app has a host of its own. */
function exposed(props: Props, { index }: Place): Props {
  let fit = props;
  if (has(fit, ...NEEDS_HOST) && !has(fit, 'host')) fit = { ...fit, host: 'shop.example.com' };
  if (has(fit, 'host') && index > 0) fit = { ...without(fit, 'hosts'), host: `app-${index}.example.com` };
  if (has(fit, 'loadBalancer')) fit = { ...fit, expose: 'loadBalancer' };
  if (has(fit, 'slo') && !has(fit, 'metrics')) fit = { ...fit, metrics: { port: 9090 } };
  if (has(fit, 'drain')) fit = { ...fit, drain: Duration.seconds(60) };
  return fit;
}
