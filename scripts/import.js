// npm run import: makes imports/*.ts from the definitions in imports/crds, offline.
// Only kinds whose TypeScript is small enough to commit; for the others write an ApiObject. Every kind of imports/crds,
// imported or not, is checked by the schema tests.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseAllDocuments } = require('yaml');

const KINDS = {
  'cert-manager': ['Certificate'],
  'external-secrets': ['ExternalSecret'],
  'external-snapshotter': ['VolumeSnapshot', 'VolumeSnapshotClass'],
  'gateway-api': ['Gateway', 'HTTPRoute', 'ReferenceGrant'],
  keda: ['ScaledObject'],
  'prometheus-operator': ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'],
  velero: ['Backup', 'Schedule'],
  'vertical-pod-autoscaler': ['VerticalPodAutoscaler'],
};

const imports = path.join(__dirname, '..', 'imports');
const cli = path.join(__dirname, '..', 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mainstay-import-'));
try {
  for (const [project, kinds] of Object.entries(KINDS)) {
    const text = fs.readFileSync(path.join(imports, 'crds', `${project}.yaml`), 'utf8');
    const wanted = parseAllDocuments(text).filter((doc) => kinds.includes(doc.getIn(['spec', 'names', 'kind'])));
    if (wanted.length !== kinds.length)
      throw new Error(`imports/crds/${project}.yaml lacks one of ${kinds.join(', ')}`);
    fs.writeFileSync(path.join(scratch, `${project}.yaml`), wanted.map((doc) => `---\n${doc.toString()}`).join(''));
    const args = [cli, 'import', `${project}.yaml`, '--language', 'typescript', '--output', 'out', '--no-save'];
    execFileSync(process.execPath, args, {
      cwd: scratch,
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const made = fs.readdirSync(path.join(scratch, 'out')).sort();
  for (const stale of fs.readdirSync(imports).filter((file) => file.endsWith('.ts') && !made.includes(file))) {
    fs.rmSync(path.join(imports, stale));
    console.log(`imports/${stale} removed`);
  }
  for (const file of made) {
    const target = path.join(imports, file);
    const source = fs.readFileSync(path.join(scratch, 'out', file), 'utf8');
    const same = fs.existsSync(target) && fs.readFileSync(target, 'utf8') === source;
    if (!same) fs.writeFileSync(target, source);
    console.log(`imports/${file} ${same ? 'unchanged' : 'written'}`);
  }
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
