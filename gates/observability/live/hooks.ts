import { createServer, type Server } from 'node:http';
import { OUTSIDE } from './platform';
import { HOOK_PORT, HOSTS, type ReceiverName } from './program';

/** A message of Alertmanager: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export interface Message {
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

/** The receivers, which keep every message. */
export class Hooks {
  private readonly messages = new Map<string, Message[]>();
  private readonly server: Server;

  constructor() {
    this.server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const [host = ''] = (request.headers.host ?? '').split(':');
      this.messages.set(host, [...(this.messages.get(host) ?? []), JSON.parse(text)]);
      response.end();
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(HOOK_PORT, OUTSIDE, listening));
  }

  /** Forgets all messages. */
  forget(): void {
    this.messages.clear();
  }

  at(receiver: ReceiverName): readonly Message[] {
    return this.messages.get(HOSTS[receiver]) ?? [];
  }
}
