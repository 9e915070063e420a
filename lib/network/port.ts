import { portName, wholeNumber } from '../checks/formats';

/** How a port is spoken to. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/**
 * A port that a workload serves: a number from 1 to 65535, a protocol and a name.
 *
 * @example Port.tcp(8080)
 * @example Port.udp(53, 'dns')
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
 */
export class Port {
  /** A TCP port; named `http` unless said otherwise. */
  static tcp(number: number, name = 'http'): Port {
    return new Port(number, 'TCP', name);
  }

  /** A UDP port. */
  static udp(number: number, name = 'udp'): Port {
    return new Port(number, 'UDP', name);
  }

  /** The name, at most 15 of a-z, 0-9 and dashes. */
  readonly name: string;
  /** The number that the process listens on. */
  readonly number: number;

  private constructor(
    number: number,
    readonly protocol: Protocol,
    name: string,
  ) {
    this.number = wholeNumber(undefined, 'a port', number, 1, 65535);
    this.name = portName(undefined, name);
  }

  /** `TCP/8080`: equal for ports that are the same on the wire. */
  toString(): string {
    return `${this.protocol}/${this.number}`;
  }
}
