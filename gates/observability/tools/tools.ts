import { type Binaries, ensureTools } from '../../cluster/tools/build';
import type { Tool } from '../../cluster/tools/tools';

const VICTORIA = 'github.com/VictoriaMetrics/VictoriaLogs';
const JAEGER = 'github.com/jaegertracing/jaeger';
const PROMETHEUS = 'github.com/prometheus/prometheus';
const ALERTMANAGER = 'github.com/prometheus/alertmanager';
const KUBE_STATE_METRICS = 'k8s.io/kube-state-metrics/v2';
const NODE_EXPORTER = 'github.com/prometheus/node_exporter';

const ALL: readonly Omit<Tool, 'home'>[] = [
  { name: 'victoria-logs', module: VICTORIA, binaries: { 'victoria-logs': `${VICTORIA}/app/victoria-logs` } },
  // Put together of modules by `manifest.yaml`: see the README of this gate.
  { name: 'otelcol', module: 'go.opentelemetry.io/collector/otelcol', binaries: { otelcol: '.' } },
  // This tag is 2.13.0: the modules of later ones have no valid version.
  { name: 'jaeger', module: JAEGER, binaries: { jaeger: `${JAEGER}/cmd/jaeger` } },
  {
    name: 'prometheus',
    module: PROMETHEUS,
    binaries: { prometheus: `${PROMETHEUS}/cmd/prometheus` },
    // Of the ways to find targets, the synthesized file has this one only; all others take five times as long to build.
    tags: ['netgo', 'remove_all_sd', 'enable_kubernetes_sd'],
  },
  // The newest version whose module has its pages.
  { name: 'alertmanager', module: ALERTMANAGER, binaries: { alertmanager: `${ALERTMANAGER}/cmd/alertmanager` } },
  {
    name: 'kube-state-metrics',
    module: KUBE_STATE_METRICS,
    binaries: { 'kube-state-metrics': KUBE_STATE_METRICS },
  },
  { name: 'node-exporter', module: NODE_EXPORTER, binaries: { 'node-exporter': NODE_EXPORTER } },
];

/** The servers of this gate, by the names of their directories. */
export const TOOLS: Readonly<Record<string, Tool>> = Object.fromEntries(
  ALL.map((tool) => [tool.name, { ...tool, home: __dirname }]),
);

/** Builds the servers that the cache lacks. Returns the paths of all. */
export function servers(): Promise<Binaries> {
  return ensureTools(Object.keys(TOOLS), TOOLS);
}

if (require.main === module) {
  servers().then(
    (binaries) => console.log(Object.values(binaries).join('\n')),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
