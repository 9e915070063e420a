import type { Port } from '../network/port';
import type { RouteKind } from '../registry/routes';
import type { Certificate } from '../secrets/certificate';

/** The settled hosts of an app; `hosts` is empty for none. */
export interface SettledHosts {
  readonly hosts: readonly string[];
  readonly path: string;
  readonly tls: Certificate | undefined;
  readonly port: Port;
  /** The kind of the route to the app. */
  readonly kind: RouteKind;
}
