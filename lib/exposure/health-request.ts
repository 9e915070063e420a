import { type JsonObject, listAt, objectAt, textAt } from '../manifest/json';
import type { Port } from '../network/port';

/** The readiness of pods, as a load balancer of a cloud can ask for it. */
export interface HealthRequest {
  readonly type: 'HTTP' | 'HTTPS' | 'TCP' | 'GRPC';
  readonly port: number;
  /** The path of a request by HTTP. */
  readonly path?: string | undefined;
  /** The value of the header `Host`, if the probe has one. */
  readonly host?: string | undefined;
  /** The service that a call of gRPC asks about. */
  readonly service?: string | undefined;
  /** Seconds from one request to the next. */
  readonly period: number;
  /** Seconds that an answer may take; never more than the period. */
  readonly timeout: number;
  /** Failures in a row that count as failed. */
  readonly failures: number;
}

/** Returns the request that asks as a readiness probe does. A command, or no probe, becomes a connection to the port of the app. */
export function healthRequest(probe: JsonObject | undefined, port: Port): HealthRequest {
  const { httpGet, grpc, tcpSocket, periodSeconds = 5, timeoutSeconds = 3, failureThreshold = 3 } = probe ?? {};
  const asks = (httpGet ?? grpc ?? tcpSocket ?? {}) as JsonObject;
  const period = Math.min(Number(periodSeconds), 300);
  const request = {
    port: typeof asks['port'] === 'number' ? asks['port'] : port.number,
    period,
    timeout: Math.min(Number(timeoutSeconds), period),
    failures: Math.min(Number(failureThreshold), 10),
  };
  if (httpGet) return { ...request, ...byHttp(objectAt({ httpGet }, 'httpGet')) };
  if (grpc) return { ...request, type: 'GRPC', service: textAt({ grpc }, 'grpc', 'service') };
  return { ...request, type: 'TCP' };
}

function byHttp(httpGet: JsonObject): Pick<HealthRequest, 'type' | 'path' | 'host'> {
  const header = listAt({ httpGet }, 'httpGet', 'httpHeaders').find(({ name }) => `${name}`.toLowerCase() === 'host');
  return {
    type: httpGet['scheme'] === 'HTTPS' ? 'HTTPS' : 'HTTP',
    path: textAt({ httpGet }, 'httpGet', 'path'),
    host: header && `${header['value']}`,
  };
}
