import type { Construct } from 'constructs';
import { comesDue } from '../checks/cron';
import { fail } from '../checks/errors';
import { dnsName, wholeNumber } from '../checks/formats';
import { type Kind, type Kinds, NUMBER, needed, TEXT } from '../checks/kinds';
import { timeZoneOf } from '../checks/schedule';
import type { JsonObject } from '../manifest/json';

/** The options of a trigger of KEDA besides its metadata. */
export interface KedaTriggerOptions {
  /** The TriggerAuthentication of the namespace that holds its credentials. @default - none, or one that is made for the store */
  readonly authentication?: string;
}

/** A list in Redis or Valkey, and the number of its elements that one pod takes. */
export interface RedisListOptions extends KedaTriggerOptions {
  /** The key of the list. */
  readonly list: string;
  /** The elements per pod: KEDA aims at one pod for so many. */
  readonly perPod: number;
  /**
   * A Secret of the app's own namespace that holds the credentials of the store under the same keys. Needed only when the store
   * lives in another namespace. @default - the store's own Secret
   */
  readonly secret?: string;
}

/** A RabbitMQ queue, and the number of its messages that one pod takes. */
export interface RabbitQueueOptions {
  /** The messages per pod: KEDA aims at one pod for so many. */
  readonly perPod: number;
  /** The TriggerAuthentication of the namespace that holds the address and its credentials. */
  readonly authentication: string;
}

/** A Kafka topic and its consumer group, and the number of messages that one pod may lag behind. */
export interface KafkaLagOptions extends KedaTriggerOptions {
  /** The consumer group. */
  readonly group: string;
  /** The topic. */
  readonly topic: string;
  /** The messages per pod: KEDA aims at one pod for so many that are not yet consumed. */
  readonly perPod: number;
}

/** The hours with more pods. */
export interface ScalingSchedule {
  /** The beginning of the hours, as in cron: `0 8 * * 1-5`. */
  readonly start: string;
  /** The end of the hours, as in cron. */
  readonly end: string;
  /** The least number of pods in these hours. */
  readonly replicas: number;
  /** The IANA name of the time zone of both. @default 'Etc/UTC' */
  readonly timeZone?: string;
}

const PER_POD: Kind = needed({ ...NUMBER, fix: 'use perPod: 100, for example' });
export const TRIGGER: Kinds<KedaTriggerOptions> = { authentication: TEXT };
export const REDIS_LIST: Kinds<RedisListOptions> = { ...TRIGGER, list: needed(TEXT), perPod: PER_POD, secret: TEXT };
export const RABBIT_QUEUE: Kinds<RabbitQueueOptions> = { authentication: needed(TEXT), perPod: PER_POD };
export const KAFKA_LAG: Kinds<KafkaLagOptions> = {
  ...TRIGGER,
  group: needed(TEXT),
  topic: needed(TEXT),
  perPod: PER_POD,
};
export const HOURS: Kinds<ScalingSchedule> = {
  start: needed(TEXT),
  end: needed(TEXT),
  replicas: needed(NUMBER),
  timeZone: TEXT,
};

/** A trigger of a ScaledObject: https://keda.sh/docs/latest/reference/scaledobject-spec/#triggers */
export function trigger(
  scope: Construct,
  type: string,
  metadata: Readonly<Record<string, string>>,
  { authentication }: KedaTriggerOptions,
): JsonObject {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(type))
    fail(scope, 'a trigger must be of a type of KEDA', type, 'use a name such as aws-sqs-queue');
  if (authentication !== undefined) dnsName(scope, 'the name of a TriggerAuthentication', authentication);
  return {
    type,
    metadata: { ...metadata },
    authenticationRef: authentication === undefined ? undefined : { name: authentication },
  };
}

/** https://keda.sh/docs/latest/scalers/cron/ */
export function schedule(
  scope: Construct,
  { start, end, replicas, timeZone = 'Etc/UTC' }: ScalingSchedule,
): JsonObject {
  for (const [what, cron] of Object.entries({ start, end })) {
    if (!comesDue(cron) || cron.startsWith('@')) {
      fail(
        scope,
        `the ${what} of a schedule must be a time that comes, as in cron`,
        cron,
        'use a form such as 0 8 * * 1-5',
      );
    }
  }
  if (start.trim() === end.trim())
    fail(scope, 'a schedule must start and end at different times', start, 'move its end');
  timeZoneOf(scope, 'the time zone of a schedule', timeZone);
  const desiredReplicas = `${wholeNumber(scope, 'the replicas of a schedule', replicas, 1, 1000)}`;
  return { type: 'cron', metadata: { desiredReplicas, end, start, timezone: timeZone } };
}
