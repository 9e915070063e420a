import { namespaceOf } from '../../manifest/plain-object';
import type { Peer } from '../../network/peer';
import type { Binding, BindingRequest, IBindable } from '../../relations/binding';
import { OtlpEndpoint, type OtlpParts } from '../../relations/otlp-endpoint';
import type { ObservabilityServer } from '../server';

/** The server that takes the spans of apps, as something to use. */
export class SpanEndpoint implements IBindable<OtlpParts> {
  readonly peer: Peer;

  constructor(private readonly server: ObservabilityServer) {
    this.peer = server.peer;
  }

  bind(request: BindingRequest): Binding<OtlpParts> {
    const { service, peer } = this.server;
    return OtlpEndpoint.service(service?.name ?? peer.name, namespaceOf(this.server) ?? 'default').bind(request);
  }
}
