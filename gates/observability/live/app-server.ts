import { createServer, type Server } from 'node:http';

/** The upper bounds of the buckets, in seconds. */
const BUCKETS = [0.1, 0.25, 1, 2.5];
const TICK = 100;
/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const EXPOSITION = 'text/plain; version=0.0.4';

/** Requests by the code of their answer, each with the seconds that it takes. */
interface Kind {
  readonly code: string;
  readonly seconds: number;
  count: number;
}

/** A stand-in for an app: it counts requests that nobody sends, and shows them as client libraries do. */
export class AppServer {
  /** The share of requests that fail, after two seconds each. */
  failing = 0;
  private readonly kinds: readonly Kind[] = [
    { code: '200', seconds: 0.05, count: 0 },
    { code: '500', seconds: 2, count: 0 },
  ];
  private readonly server: Server;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly address: string,
    private readonly port: number,
  ) {
    this.server = createServer((_, response) => {
      response.setHeader('content-type', EXPOSITION);
      response.end(this.text);
    });
    this.timer = setInterval(() => this.tick(), TICK);
  }

  async start(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(this.port, this.address, listening));
  }

  /** Closes the port: the app does not answer any more. */
  stop(): void {
    clearInterval(this.timer);
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Ten requests. */
  private tick(): void {
    const [good, bad] = this.kinds;
    if (good) good.count += 10 * (1 - this.failing);
    if (bad) bad.count += 10 * this.failing;
  }

  private get text(): string {
    return [
      ...this.kinds.map(({ code, count }) => `http_requests_total{code="${code}"} ${count}`),
      ...this.histogram('http_request_duration_seconds', 'code'),
      ...this.histogram('http_server_request_duration_seconds', 'http_response_status_code'),
      '',
    ].join('\n');
  }

  private histogram(name: string, label: string): readonly string[] {
    return this.kinds.flatMap(({ code, seconds, count }) => [
      ...[...BUCKETS, '+Inf'].map((bound) => {
        const inside = bound === '+Inf' || seconds <= Number(bound);
        return `${name}_bucket{${label}="${code}",le="${bound}"} ${inside ? count : 0}`;
      }),
      `${name}_sum{${label}="${code}"} ${count * seconds}`,
      `${name}_count{${label}="${code}"} ${count}`,
    ]);
  }
}
