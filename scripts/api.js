// npm run api: writes the public surface of each entrance to api/, for review. With --check it fails when api/ is not current.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Extractor, ExtractorConfig } = require('@microsoft/api-extractor');

const root = path.join(__dirname, '..');
const reports = path.join(root, 'api');
const scratch = path.join(root, 'build', 'api');
const manifest = require('../package.json');
const quiet = { default: { logLevel: 'none' } };

fs.rmSync(scratch, { recursive: true, force: true });
try {
  declare();
  const stale = Object.entries(manifest.exports)
    .filter(([, { types }]) => types !== undefined)
    .flatMap(([entrance, { types }]) => report(entrance, types));
  if (process.argv.includes('--check') && stale.length > 0) {
    console.error(`the public surface has changed; run npm run api and commit api/:\n${stale.join('\n')}`);
    process.exitCode = 1;
  }
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

/** Compiles the declarations of lib/, as the package has them. */
function declare() {
  const tsc = require.resolve('typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', path.join(scratch, 'types')];
  if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1);
}

/** Writes the report of an entrance, or compares it. Returns a line for each difference. */
function report(entrance, types) {
  const file = `${path.basename(entrance === '.' ? manifest.name : entrance)}.api.md`;
  const entry = path.join(scratch, 'types', path.relative('build', types));
  const { compilerOptions } = require('../tsconfig.json');
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { compilerOptions: { ...compilerOptions, types: ['node'] }, files: [entry] } },
      apiReport: {
        enabled: true,
        reportFileName: file,
        reportFolder: path.join(scratch, 'reports'),
        reportTempFolder: path.join(scratch, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: quiet, tsdocMessageReporting: quiet },
    },
    packageJsonFullPath: path.join(root, 'package.json'),
  });
  fs.mkdirSync(config.reportFolder, { recursive: true });
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // It says that a report is new, because it writes to an empty folder.
      if (message.logLevel !== 'error') message.logLevel = 'none';
    },
  });
  const made = fs.readFileSync(path.join(config.reportFolder, file), 'utf8');
  const target = path.join(reports, file);
  const committed = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
  if (process.argv.includes('--check')) return differences(file, committed.split('\n'), made.split('\n'));
  fs.mkdirSync(reports, { recursive: true });
  fs.writeFileSync(target, made);
  console.log(`api/${file} ${made === committed ? 'unchanged' : 'written'}`);
  return [];
}

function differences(file, committed, made) {
  const lines = [
    ...committed.filter((line) => !made.includes(line)).map((line) => `- ${line.trim()}`),
    ...made.filter((line) => !committed.includes(line)).map((line) => `+ ${line.trim()}`),
  ];
  const moved = committed.join('\n') === made.join('\n') ? [] : ['the same lines in another order'];
  return (lines.length > 0 ? lines : moved).map((line) => `${file}: ${line}`);
}
