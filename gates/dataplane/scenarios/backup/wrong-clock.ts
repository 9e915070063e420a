import type { Container, PodSpec } from '../../kubelet/spec';

/** A `date` of a machine whose clock is wrong; everything else of the container is as it was. */
const SHIM =
  'mkdir -p /tmp/clock && printf \'#!/bin/sh\\nPATH=/usr/bin:/bin exec date -d "%s" "$@"\\n\' "$0" >/tmp/clock/date';
const RUN = `${SHIM} && chmod +x /tmp/clock/date && PATH=/tmp/clock:$PATH exec "$@"`;

/** Returns the pod on a machine whose clock is off by that much: `+3 years`. */
export function wrongClock(by: string): (spec: PodSpec) => PodSpec {
  const wrong = (container: Container): Container => ({
    ...container,
    command: ['sh', '-c', RUN, by, ...(container.command ?? [])],
  });
  return (spec) => ({
    ...spec,
    containers: spec.containers.map(wrong),
    initContainers: (spec.initContainers ?? []).map(wrong),
  });
}
