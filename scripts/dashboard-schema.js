// npm run dashboard-schema: the JSON Schema of dashboards, from the types of Grafana's SDK. The versions are pinned here.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const SDK = '@grafana/grafana-foundation-sdk';
const PACKAGES = [`${SDK}@0.0.21`, 'ts-json-schema-generator@2.4.0'];
const OUT = path.join(__dirname, '../test/schemas/dashboard.json');

/** Each kind of panel with its own options: in the type of the SDK they may be anything. Options and fields that are left out have defaults. */
const TYPES = `
${['dashboard', 'logs', 'loki', 'prometheus', 'stat', 'table', 'text', 'timeseries']
  .map((name) => `import * as ${name} from '${SDK}/${name}';`)
  .join('\n')}

type Query<Of> = Omit<Of, '_implementsDataqueryVariant' | 'editorMode'>;
/** The SDK has no type for it: https://grafana.com/docs/grafana/latest/datasources/jaeger/ */
interface Search {
  refId: string; queryType: 'search'; service: string; tags?: string; minDuration?: string; limit?: number;
}
interface Fields<Custom> {
  defaults: Omit<dashboard.FieldConfig, 'custom' | 'links'> & { custom?: Partial<Custom> };
  overrides: dashboard.FieldConfigSource['overrides'];
}
type Of<Type, Options, Custom = {}> =
  Omit<dashboard.Panel, 'type' | 'options' | 'fieldConfig' | 'targets' | 'id'> & {
    id: number;
    type: Type;
    options?: Partial<Options>;
    fieldConfig: Fields<Custom>;
    targets?: (Query<prometheus.Dataquery> | Query<loki.dataquery> | Search)[];
  };
type Panel =
  | Of<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Of<'stat', stat.Options>
  | Of<'table', table.Options, table.FieldConfig>
  | Of<'logs', logs.Options>
  | Of<'text', text.Options>
  | (Omit<dashboard.RowPanel, 'panels'> & { panels: [] });
export type ProvisionedDashboard = Omit<dashboard.Dashboard, 'panels' | 'snapshot'> & { panels: Panel[] };
`;
const CONFIG = {
  compilerOptions: {
    module: 'esnext',
    moduleResolution: 'bundler',
    skipLibCheck: true,
    strict: true,
    target: 'es2022',
  },
  files: ['types.ts'],
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dashboard-schema-'));
const run = (command, ...args) => execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
fs.writeFileSync(path.join(folder, 'package.json'), '{}');
fs.writeFileSync(path.join(folder, 'types.ts'), TYPES);
fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
run('npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES);
const options = ['--tsconfig', 'tsconfig.json', '--no-type-check', '--minify', '--jsDoc', 'none'];
const schema = run(
  'npx',
  'ts-json-schema-generator',
  '--path',
  'types.ts',
  '--type',
  'ProvisionedDashboard',
  ...options,
);
fs.writeFileSync(OUT, `${schema.toString().trim()}\n`);
fs.rmSync(folder, { recursive: true });
console.log(`${path.relative(process.cwd(), OUT)} written`);
