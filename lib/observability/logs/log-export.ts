import type { Size } from 'cdk8s';
import type { JsonObject } from '../../manifest/json';
import { persistent } from '../collector/collector-config';

/** The extension that keeps positions and the queue. */
export const STORAGE = 'file_storage';

/** The settings of a collector that sends logs to a store. */
export interface LogExport {
  /** The URL that takes OTLP. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly memory: Size;
  /** The directory of the queue and of what else must outlive the process, and the size of the queue. */
  readonly state: { readonly path: string; readonly queue: Size };
}

/** Returns the exporter to a store of logs, which loses nothing. */
export function logExporter({ url, headers, state }: LogExport): JsonObject {
  return {
    ...(Object.keys(headers).length > 0 && { headers }),
    logs_endpoint: url,
    timeout: '30s',
    ...persistent({ size: state.queue, storage: STORAGE }),
  };
}
