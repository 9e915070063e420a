import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsName, labelPair } from '../checks/formats';
import { checkArguments, checkProps, type Kinds, LIST, NUMBER, needed, TABLE, TEXT } from '../checks/kinds';
import { UPPER_CAMEL_CASE } from '../checks/patterns';
import { requires } from '../cluster/add-ons/requires';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer, Peer } from '../network/peer';
import type { IBindable } from '../relations/binding';
import { matchersOf } from '../relations/matchers';
import { IS_PEER } from '../relations/reference-kinds';
import { SIGNAL, type Signal } from '../relations/signal';
import { serve } from './adapter-rules';
import { GOAL, isAverage, type MetricGoal, threshold } from './goal';
import { checkScraped } from './scraped';
import { listServer, type MetricSource, wholeAddress } from './source';
import {
  HOURS,
  KAFKA_LAG,
  type KafkaLagOptions,
  type KedaTriggerOptions,
  RABBIT_QUEUE,
  type RabbitQueueOptions,
  REDIS_LIST,
  type RedisListOptions,
  type ScalingSchedule,
  schedule,
  TRIGGER,
  trigger,
} from './trigger';

/** An object that has a metric. */
export interface MetricObject {
  /** Its API group and version: `networking.k8s.io/v1`. */
  readonly apiVersion: string;
  /** Its kind: `Ingress`. */
  readonly kind: string;
  /** Its name, in the namespace of the app. */
  readonly name: string;
}

/** A metric, as a HorizontalPodAutoscaler or KEDA takes it. */
export interface RenderedMetric {
  readonly hpa?: JsonObject;
  readonly keda?: JsonObject;
  /** True if it is known while no pod runs. */
  readonly wakes: boolean;
  /** The server from which KEDA reads it. */
  readonly source?: MetricSource;
}

const OBJECT: Kinds<MetricObject> = { apiVersion: needed(TEXT), kind: needed(TEXT), name: needed(TEXT) };
const API = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[0-9][a-z0-9]*$/;
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/**
 * A measure of load besides CPU and memory.
 *
 * @example scaling: { max: 20, metrics: [ScalingMetric.pods('http_requests_in_flight', 20)] }
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#scaling-on-custom-metrics
 */
export class ScalingMetric {
  /** The mean of a metric of the pods themselves, served by the custom metrics API. */
  static pods(name: string, average: number): ScalingMetric {
    checkArguments('ScalingMetric.pods', { name, average }, { name: needed(TEXT), average: needed(NUMBER) });
    return new ScalingMetric(`pods metric ${name}`, (scope) => {
      const metric = { name: metricName(scope, name) };
      return { hpa: { type: 'Pods', pods: { metric, target: target(scope, { average }) } }, wakes: false };
    });
  }

  /** A metric of another object of the namespace, such as the requests per second of an Ingress. */
  static object(describedObject: MetricObject, name: string, goal: MetricGoal): ScalingMetric {
    checkProps(undefined, describedObject, OBJECT, 'the object of a metric');
    checkArguments('ScalingMetric.object', { name, goal }, { name: needed(TEXT), goal: GOAL });
    return new ScalingMetric(`object metric ${name}`, (scope) => {
      const { apiVersion, kind } = describedObject;
      if (!API.test(apiVersion) || !UPPER_CAMEL_CASE.test(kind)) {
        fail(
          scope,
          'an object must be of a kind of an API',
          `${apiVersion} ${kind}`,
          'use a form such as networking.k8s.io/v1 and Ingress',
        );
      }
      const object = { apiVersion, kind, name: dnsName(scope, 'the name of an object', describedObject.name) };
      const metric = { name: metricName(scope, name) };
      return {
        hpa: { type: 'Object', object: { describedObject: object, metric, target: target(scope, goal) } },
        wakes: false,
      };
    });
  }

  /** A metric of something outside the cluster, served by the external metrics API, such as the length of a queue. */
  static external(name: string, goal: MetricGoal, labels?: Readonly<Record<string, string>>): ScalingMetric {
    const kinds = { name: needed(TEXT), goal: GOAL, labels: TABLE };
    checkArguments('ScalingMetric.external', { name, goal, labels }, kinds);
    return new ScalingMetric(`external metric ${name}`, (scope) => ({
      hpa: external(scope, name, goal, labels),
      wakes: false,
    }));
  }

  /**
   * A signal, of the app itself or of something else. KEDA reads it from Prometheus; prometheus-adapter serves it as an external
   * metric such as `shop:web:queue_depth`, by the rules in {@link AdapterRules}. Throws when the cluster has neither, and when no
   * Prometheus can read the metrics of the app.
   */
  static signal(signal: Signal, goal: MetricGoal, of?: IPeer): ScalingMetric {
    checkArguments('ScalingMetric.signal', { signal, goal, of }, { signal: needed(SIGNAL), goal: GOAL, of: IS_PEER });
    return new ScalingMetric(`signal ${signal.name}`, (scope, self) => {
      const cluster = Cluster.of(scope);
      const prometheus = cluster.addOn('prometheus');
      const subject = (of ?? self).peer;
      checkScraped(scope, signal, of ?? self);
      if (cluster.addOn('keda') && prometheus) {
        const metadata = {
          serverAddress: prometheus.url,
          query: signal.expr(matchersOf(subject)),
          ...threshold(scope, goal, 'threshold'),
        };
        return { keda: { type: 'prometheus', metricType: metricType(goal), metadata }, wakes: of !== undefined };
      }
      const otherwise = 'add KEDA and the Prometheus that it asks';
      requires(scope, 'prometheusAdapter', `scaling by signal ${signal.name}`, otherwise);
      const name = servedName(subject, signal);
      serve(scope, name, signal.expr(matchersOf(subject)));
      return { hpa: external(scope, name, goal), wakes: false };
    });
  }

  /** More pods at certain hours. Throws when the hours never come or the time zone is unknown. Needs KEDA. */
  static schedule(options: ScalingSchedule): ScalingMetric {
    checkProps(undefined, options, HOURS, 'ScalingMetric.schedule');
    return ScalingMetric.keda('schedule', (scope) => ({ keda: schedule(scope, options), wakes: true }));
  }

  /**
   * The length of a list in Redis or Valkey, as elements per pod. `server` is a store, which then lets KEDA in and gives it the
   * password, or `host:port` with the whole name of the host. Needs KEDA.
   *
   * @example ScalingMetric.redisList(queue, { list: 'mails', perPod: 100 })
   */
  static redisList(server: IBindable | string, options: RedisListOptions): ScalingMetric {
    if (options === undefined) {
      const fix = "use ScalingMetric.redisList(store, { list: 'mails', perPod: 100 })";
      fail(undefined, 'a list needs a server and its options', options, fix);
    }
    const { list, perPod } = checkProps(undefined, options, REDIS_LIST, 'ScalingMetric.redisList');
    return ScalingMetric.keda(`redis list ${list}`, (scope) => {
      const { type, where, source } = listServer(scope, server, options);
      const metadata = { ...where, listName: list, ...threshold(scope, { average: perPod }, 'listLength') };
      return { keda: trigger(scope, type, metadata, options), wakes: true, source };
    });
  }

  /**
   * The length of a RabbitMQ queue, as messages per pod. The address is in the TriggerAuthentication. Needs KEDA.
   *
   * @example ScalingMetric.rabbitQueue('orders', { perPod: 50, authentication: 'rabbit' })
   */
  static rabbitQueue(queue: string, options: RabbitQueueOptions): ScalingMetric {
    const { perPod } = checkProps(undefined, options, RABBIT_QUEUE, 'ScalingMetric.rabbitQueue');
    checkArguments('ScalingMetric.rabbitQueue', { queue }, { queue: needed(TEXT) });
    return ScalingMetric.keda(`rabbitmq queue ${queue}`, (scope) => {
      const metadata = { queueName: queue, mode: 'QueueLength', ...threshold(scope, { average: perPod }, 'value') };
      return { keda: trigger(scope, 'rabbitmq', metadata, options), wakes: true };
    });
  }

  /**
   * The lag of a Kafka consumer group, as messages per pod. Needs KEDA.
   *
   * @example ScalingMetric.kafkaLag(['kafka.data:9092'], { group: 'shop', topic: 'orders', perPod: 100 })
   */
  static kafkaLag(servers: readonly string[], options: KafkaLagOptions): ScalingMetric {
    const { group, topic, perPod } = checkProps(undefined, options, KAFKA_LAG, 'ScalingMetric.kafkaLag');
    checkArguments('ScalingMetric.kafkaLag', { servers }, { servers: needed(LIST) });
    return ScalingMetric.keda(`lag of topic ${topic}`, (scope) => {
      const goal = threshold(scope, { average: perPod }, 'lagThreshold');
      const bootstrapServers = servers.map((server) => wholeAddress(scope, server)).join(',');
      const metadata = { bootstrapServers, consumerGroup: group, topic, ...goal };
      return { keda: trigger(scope, 'kafka', metadata, options), wakes: true };
    });
  }

  /** Any other trigger of KEDA: https://keda.sh/docs/latest/scalers/ */
  static trigger(
    type: string,
    metadata: Readonly<Record<string, string>>,
    options: KedaTriggerOptions = {},
  ): ScalingMetric {
    checkProps(undefined, options, TRIGGER, 'ScalingMetric.trigger');
    checkArguments('ScalingMetric.trigger', { type, metadata }, { type: needed(TEXT), metadata: needed(TABLE) });
    return ScalingMetric.keda(`trigger ${type}`, (scope) => ({
      keda: trigger(scope, type, metadata, options),
      wakes: !/^(cpu|memory)$/.test(type),
    }));
  }

  /** A metric that only KEDA serves. */
  private static keda(title: string, render: (scope: Construct) => RenderedMetric): ScalingMetric {
    return new ScalingMetric(title, (scope) => {
      requires(scope, 'keda', `scaling by ${title}`, 'remove the metric');
      return render(scope);
    });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The name in errors. */
    readonly title: string,
    /** Renders it for the cluster of `scope` and the app `self`. @internal */
    readonly render: (scope: Construct, self: IPeer) => RenderedMetric,
  ) {}
}

function external(
  scope: Construct,
  name: string,
  goal: MetricGoal,
  labels?: Readonly<Record<string, string>>,
): JsonObject {
  const matchLabels = Object.fromEntries(
    Object.entries(labels ?? {}).map(([key, value]) => labelPair(scope, key, value)),
  );
  const metric = { name: metricName(scope, name), selector: labels && { matchLabels } };
  return { type: 'External', external: { metric, target: target(scope, goal) } };
}

function target(scope: Construct, goal: MetricGoal): JsonObject {
  const { amount } = threshold(scope, goal, 'amount');
  const quantity = Number.isInteger(Number(amount)) ? amount : `${Math.round(Number(amount) * 1000)}m`;
  return isAverage(goal) ? { type: 'AverageValue', averageValue: quantity } : { type: 'Value', value: quantity };
}

function metricType(goal: MetricGoal): string {
  return isAverage(goal) ? 'AverageValue' : 'Value';
}

function metricName(scope: Construct, name: string): string {
  if (!NAME.test(name))
    fail(scope, 'a metric must have a name that Prometheus takes', name, 'use a form such as queue_depth');
  return name;
}

/** The external metric of a signal: `shop:web:queue_depth`. */
function servedName({ name, scope }: Peer, signal: Signal): string {
  const levels = [scope && namespaceOf(scope as Construct), name, signal.name.replace(/([a-z0-9])([A-Z])/g, '$1_$2')];
  return levels
    .flatMap((level) => level?.replace(/[^A-Za-z0-9]+/g, '_') ?? [])
    .join(':')
    .toLowerCase();
}
