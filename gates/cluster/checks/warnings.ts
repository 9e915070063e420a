/** Warnings of kubectl and the API server about manifests that are meant as they are. */
const MEANT = [
  // The agents read the logs of their nodes, and their namespace says so: it enforces `privileged` and warns of `restricted`.
  /^Warning: would violate PodSecurity "restricted:[^"]+": restricted volume types \(volumes "logs", "state" use restricted volume type "hostPath"\), runAsNonRoot != true \(pod and container "agent" [^)]*\), runAsUser=0 \([^)]*\)$/,
  // The account `default` is there before the first apply, because a controller makes it with the namespace.
  /^Warning: resource serviceaccounts\/default is missing the kubectl\.kubernetes\.io\/last-applied-configuration annotation/,
];

/** Returns the lines of the standard error of kubectl that are not meant. */
export function unexpected(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.trim() !== '' && !MEANT.some((meant) => meant.test(line)));
}

/** True for a warning that is meant, as the header of an answer has it: https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
export function isMeant(header: string): boolean {
  const [, text = header] = /^299 - "(.*)"$/s.exec(header) ?? [];
  return unexpected(`Warning: ${text.replaceAll('\\"', '"')}`).length === 0;
}
