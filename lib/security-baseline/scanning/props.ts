import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { fail } from '../../checks/errors';
import { dnsName, imageReference, isDay } from '../../checks/formats';
import { type Kinds, listOf, made, needed, object, oneOf, SIZE, TEXT } from '../../checks/kinds';
import { isReason } from '../../checks/reason';
import { External } from '../../relations/external';
import { SCHEDULE, type ScheduleProps } from '../../workload/schedule-props';

/** The severities of vulnerabilities, from the least to the worst. */
const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

/** A vulnerability that is accepted in all images. */
export interface IgnoredVulnerability {
  /** Its id: `CVE-2026-1234`, `GHSA-jfh8-c2jp-5v3q`. */
  readonly id: string;
  /** The reason to accept it, in three words or more. */
  readonly reason: string;
  /** The last day on which it is accepted, as in `2027-01-31`. @default - it is accepted until this is removed */
  readonly expires?: string;
}

/** The sources of the databases of Trivy, as references of images. */
export interface ScanDatabases {
  /** The vulnerabilities. @default - that of Trivy, at mirror.gcr.io and ghcr.io */
  readonly vulnerabilities?: string;
  /** The index of Java archives, which images with Java need. @default - that of Trivy, at mirror.gcr.io and ghcr.io */
  readonly java?: string;
}

/**
 * The search for vulnerabilities in the images of the app.
 *
 * @example imageScanning: { schedule: '20 4 * * *' }
 * @see https://trivy.dev/docs/latest/guide/target/container_image/
 */
export interface ImageScanningProps extends Pick<ScheduleProps, 'schedule' | 'timeZone' | 'timeout'> {
  /** The least severity of a vulnerability that counts, if a newer version mends it. @default 'CRITICAL' */
  readonly failOn?: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  /** Vulnerabilities that are accepted. @default - none */
  readonly ignore?: readonly IgnoredVulnerability[];
  /** The sources of the databases, such as a mirror. @default - those of Trivy */
  readonly databases?: ScanDatabases;
  /**
   * The registries to which the network is opened: `[External.host('registry.example.com', 443, ['10.20.0.0/16'])]`.
   * @default - every public address on port 443, because registries send their clients to other hosts for the layers
   */
  readonly reach?: readonly External[];
  /** The name of a Secret of type `kubernetes.io/dockerconfigjson` with credentials for the registries. @default - none */
  readonly pullSecret?: string;
  /** The size of the volume that keeps the databases, the lists of contents and the layers during a run. @default Size.gibibytes(10) */
  readonly cache?: Size;
  /** The memory of a run. @default Size.gibibytes(1) */
  readonly memory?: Size;
}

const IGNORED: Kinds<IgnoredVulnerability> = { id: needed(TEXT), reason: needed(TEXT), expires: TEXT };
const DATABASES: Kinds<ScanDatabases> = { vulnerabilities: TEXT, java: TEXT };

export const IMAGE_SCANNING: Kinds<ImageScanningProps> = {
  schedule: SCHEDULE.schedule,
  timeZone: SCHEDULE.timeZone,
  timeout: SCHEDULE.timeout,
  failOn: oneOf(...SEVERITIES),
  ignore: listOf(object(IGNORED), 'a list of vulnerabilities'),
  databases: object(DATABASES),
  reach: listOf(made(External, 'an External', "use External.host('registry.example.com')"), 'a list of Externals'),
  pullSecret: TEXT,
  cache: SIZE,
  memory: SIZE,
};

/** Returns the severities that count, for Trivy: the given one and all that are worse. */
export function severitiesFrom(least: NonNullable<ImageScanningProps['failOn']> = 'CRITICAL'): string {
  return SEVERITIES.slice(SEVERITIES.indexOf(least)).join(',');
}

/** Checks what the kinds of the props do not say. Throws on an id, a reason or a day that is none, and on a day in the past. */
export function checkScanning(
  scope: IConstruct,
  { ignore = [], databases, pullSecret }: ImageScanningProps,
  now: Date,
): void {
  for (const one of ignore) checkIgnored(scope, one, now);
  const twice = ignore.find(({ id }, at) => ignore.findIndex((other) => other.id === id) !== at);
  if (twice)
    fail(scope, 'a vulnerability must be in imageScanning.ignore once', `${twice.id} twice`, 'keep one of them');
  for (const reference of Object.values(databases ?? {})) if (reference !== undefined) imageReference(scope, reference);
  if (pullSecret !== undefined) dnsName(scope, 'imageScanning.pullSecret', pullSecret);
}

function checkIgnored(scope: IConstruct, { id, reason, expires }: IgnoredVulnerability, now: Date): void {
  if (!/^[A-Z]+(-[A-Za-z0-9]+)+$/.test(id)) {
    fail(scope, 'an ignored vulnerability must have an id', id, 'use a form such as CVE-2026-1234');
  }
  if (!isReason(reason)) {
    fail(scope, `the reason to ignore ${id} must have three words or more`, reason, 'say why it does no harm here');
  }
  if (expires === undefined) return;
  if (!isDay(expires)) {
    fail(scope, `the end of ignoring ${id} must be a day`, expires, 'use a form such as 2027-01-31');
  }
  if (expires < now.toISOString().slice(0, 10)) {
    fail(scope, `the end of ignoring ${id} must not be over`, expires, 'use a newer image, or give a later day');
  }
}
