import { Chart, Duration, Testing } from 'cdk8s';
import { type LogOptions, Logs, Observability, type ObservabilityProps, Sampling, SecretKey, Traces } from '../../lib';

const adminPassword = SecretKey.of('grafana', 'password');

/** The ConfigMaps of one Observability, file by file. */
export function filesOf(props: ObservabilityProps): Readonly<Record<string, string>> {
  const chart = new Chart(Testing.app(), 'platform', { namespace: 'observability' });
  const made = new Observability(chart, 'observability', { adminPassword, ...props });
  const nodes = made.node.tryFindChild('nodes');
  const manifests = [...Testing.synth(chart), ...(nodes instanceof Chart ? Testing.synth(nodes) : [])];
  return Object.assign({}, ...manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data));
}

/** The flags of the server of an Observability. */
export function flagsOf(props: ObservabilityProps, server: string): readonly string[] {
  const chart = new Chart(Testing.app(), 'platform', { namespace: 'observability' });
  new Observability(chart, 'observability', { adminPassword, ...props });
  const set = Testing.synth(chart).find(({ metadata }) => metadata.name === `observability-${server}` && metadata);
  const all = Testing.synth(chart).filter(({ metadata }) => metadata.name === set?.metadata.name);
  const runner = all.find(({ spec }) => spec?.template !== undefined);
  return runner?.spec.template.spec.containers[0].args ?? [];
}

const OPTIONS: readonly LogOptions[] = [
  {},
  { exclude: ['kube-system', 'load'] },
  { redact: ['token=[^"$]+', "it's \\$\\{env:HOME\\}", 'card=\\d{16}$'] },
  { multiline: [{ namespace: 'shop', container: 'web', start: '^\\d{4}-"x"' }] },
];

const SAMPLINGS: readonly Sampling[] = [
  Sampling.all(),
  Sampling.tail(),
  Sampling.tail({ errors: false, slowerThan: Duration.millis(250), share: 0 }),
];

/** Programs of each kind of option and size, by a name: what a user may synthesize. */
export const PROGRAMS: Readonly<Record<string, ObservabilityProps>> = Object.fromEntries(
  (['small', 'medium', 'large'] as const).flatMap((size) => [
    ...OPTIONS.flatMap((options, at) => [
      [`Loki, ${size}, options ${at}`, { size, logs: Logs.loki(options) }],
      [`VictoriaLogs, ${size}, options ${at}`, { size, logs: Logs.victoria(options) }],
    ]),
    ...SAMPLINGS.map((sampling, at) => [
      `Jaeger, ${size}, sampling ${at}`,
      { size, traces: Traces.jaeger({ sampling }) },
    ]),
  ]),
);
