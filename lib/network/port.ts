import type { IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { portName, wholeNumber } from '../checks/formats';
import { either, type Kind, made, NUMBER } from '../checks/kinds';

/** The transport protocol of a port. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A port, or the number of a TCP port where a number says it all. */
export type PortLike = Port | number;

/**
 * A port that a workload serves: a number from 1 to 65535, a protocol and a name.
 *
 * @example Port.tcp(8080)
 * @example Port.udp(53, 'dns')
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
 */
export class Port {
  /** A TCP port. Without a name it takes that of its place, such as `metrics`, and is `http` where the place has none. */
  static tcp(number: number, name?: string): Port {
    return new Port(number, 'TCP', name === undefined ? 'http' : name, name !== undefined);
  }

  /** A UDP port. */
  static udp(number: number, name = 'udp'): Port {
    return new Port(number, 'UDP', name, true);
  }

  /** Name of the port: at most 15 of a-z, 0-9 and dashes. */
  readonly name: string;
  /** Number that the process listens on. */
  readonly number: number;

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    number: number,
    readonly protocol: Protocol,
    name: string,
    /** `false` for a name that a place may replace by its own. */
    readonly hasOwnName: boolean,
  ) {
    this.number = wholeNumber(undefined, 'a port', number, 1, 65535);
    this.name = portName(undefined, name);
  }

  /** `TCP/8080`: equal for ports that are the same on the wire. */
  toString(): string {
    return `${this.protocol}/${this.number}`;
  }
}

/**
 * The port that a prop says. A number, or a port without a name of its own, is called `name`, by default `tcp-8080` for its
 * number. Throws when it is neither a Port nor a number from 1 to 65535.
 */
export function portOf(scope: IConstruct | undefined, what: string, port: PortLike, name?: string): Port {
  if (port instanceof Port) return port.hasOwnName ? port : Port.tcp(port.number, name ?? nameOf(port.number));
  if (typeof port !== 'number') {
    fail(scope, `${what} must be a Port or a number`, port, portFix(port));
  }
  return Port.tcp(wholeNumber(scope, what, port, 1, 65535), name ?? nameOf(port));
}

function nameOf(number: number): string {
  return `tcp-${number}`;
}

function portFix(value: unknown): string {
  const isNumber = typeof value === 'string' && /^\d{1,5}$/.test(value);
  return isNumber ? `use ${value}` : "use 8080, or Port.tcp(8080, 'admin') to name it";
}

export const PORT: Kind = either(made(Port, 'a Port', portFix), NUMBER);
