import type { Labels } from '../manifest/labels';
import type { Port } from '../network/port';
import type { RouteKind } from '../registry/routes';
import type { Certificate } from '../secrets/certificate';

import type { SettledRouting } from './routing/settled';

/** The settled hosts of an app; `hosts` is empty for none. */
export interface SettledHosts {
  readonly hosts: readonly string[];
  /** The paths that lead to the app, at least one. */
  readonly paths: readonly [string, ...string[]];
  readonly routing: SettledRouting;
  readonly ingressAnnotations: Labels;
  readonly tls: Certificate | undefined;
  readonly port: Port;
  /** The kind of the route to the app. */
  readonly kind: RouteKind;
}
