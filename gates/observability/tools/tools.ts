import { type Binaries, ensureTools } from '../../cluster/tools/build';
import type { Tool } from '../../cluster/tools/tools';

const VICTORIA = 'github.com/VictoriaMetrics/VictoriaLogs';
const JAEGER = 'github.com/jaegertracing/jaeger';

const ALL: readonly Omit<Tool, 'home'>[] = [
  { name: 'victoria-logs', module: VICTORIA, binaries: { 'victoria-logs': `${VICTORIA}/app/victoria-logs` } },
  // Put together of modules by `manifest.yaml`: see the README of this gate.
  { name: 'otelcol', module: 'go.opentelemetry.io/collector/otelcol', binaries: { otelcol: '.' } },
  // This tag is 2.13.0: the modules of later ones have no valid version.
  { name: 'jaeger', module: JAEGER, binaries: { jaeger: `${JAEGER}/cmd/jaeger` } },
];

/** The servers of this gate, by the names of their directories. */
const TOOLS: Readonly<Record<string, Tool>> = Object.fromEntries(
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
