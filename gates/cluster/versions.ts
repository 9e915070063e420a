/**
 * `npm run test:versions [schemas] [VERSION…]`: the apps for every Kubernetes version that the library knows, by the schemas of that
 * version; and for those that can be started here, on their real control planes. With words, only the parts that they name.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { equalsReviewed } from './checks/expected';
import { allowedConnections } from './checks/network';
import { rights } from './checks/rbac';
import { startControlPlane } from './control-plane';
import { installCrds } from './crds';
import { acceptsPrograms, scaled } from './generated/programs';
import { judge } from './judge';
import { type AppManifests, isAboutPublicSystem, isPublicSystem } from './manifests';
import { check, conclude } from './runner';
import { volumesGrow } from './stores/growth';
import { ensureTools } from './tools/build';
import { ensurePython } from './tools/python';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from './tools/tools';
import { upgrade } from './upgrade';
import { synthesizeApps, type Variant } from './variants/load';
import { adaptedTo } from './versions/adapt';
import { definitionsOf, invalid, unserved } from './versions/schemas';
import { OLDEST_SCHEMA, tooYoung } from './versions/young';

const TARGETS = Array.from({ length: 10 }, (_, i) => `1.${27 + i}`);
const PROGRAMS = 40;

function variantFor(version: string, said?: string[]): Variant {
  return { version, edit: adaptedTo(version, said) };
}

async function fitsSchemas(version: string): Promise<string> {
  const said: string[] = [];
  const apps = synthesizeApps(variantFor(version, said));
  assert.deepEqual(await invalid(apps, version), []);
  assert.deepEqual(unserved(apps), [], 'APIs that are not served by default');
  const [definitions, oldest] = [await definitionsOf(version), await definitionsOf(OLDEST_SCHEMA)];
  assert.deepEqual(tooYoung(apps, version, definitions, oldest), [], 'fields newer than the version');
  const count = apps.flatMap(({ manifests }) => manifests).length;
  return [`${count} manifests`, ...said].join('\n        ');
}

/** The control: fields of a newer version must be found. */
async function findsNewer(): Promise<void> {
  const apps = synthesizeApps({ version: '1.33' });
  const oldest = await definitionsOf(OLDEST_SCHEMA);
  assert.match((await invalid(apps, '1.28')).join('\n'), /'sleep' was unexpected/);
  assert.match(
    tooYoung(apps, '1.29', await definitionsOf('1.29'), oldest).join('\n'),
    /LifecycleHandler\.sleep is on since 1\.30/,
  );
}

/** With passwords from Secrets, the Jobs that would have made them have no rights and no connections. */
async function equalsReviewedBut(version: string, title: string, lines: readonly string[]): Promise<void> {
  const said: string[] = [];
  synthesizeApps(variantFor(version, said));
  equalsReviewed(
    title,
    lines,
    (line) => !isAboutPublicSystem(line) && (said.length === 0 || !/-credentials\b/.test(line)),
  );
}

async function runsOn(version: KubernetesVersion, apps: readonly AppManifests[]): Promise<void> {
  const all = apps.flatMap((app) => app.manifests);
  const cluster = await startControlPlane({ version });
  try {
    await installCrds(cluster, path.join(__dirname, '..', '..', 'imports', 'crds'));
    await judge(cluster, apps);
    await check(`the network lets through what was reviewed, and nothing else, on Kubernetes ${version}`, async () =>
      equalsReviewedBut(version, 'connections', await allowedConnections(all)),
    );
    await check(`every ServiceAccount may do what was reviewed, and nothing else, on Kubernetes ${version}`, async () =>
      equalsReviewedBut(version, 'rights', await rights(cluster, all)),
    );
    await upgrade(cluster, apps, variantFor(version));
    await volumesGrow(cluster);
    await check(`random programs are taken strictly, or refused readably, on Kubernetes ${version}`, () =>
      acceptsPrograms(cluster, { applied: scaled(PROGRAMS) }),
    );
  } finally {
    await cluster.stop();
  }
}

async function fitsEveryVersion(): Promise<void> {
  await check('manifests for a newer version are found by the schemas of an older one', findsNewer);
  for (const version of TARGETS) {
    await check(`every app for ${version} fits the strict schemas of ${version}, with no field newer than that`, () =>
      fitsSchemas(version),
    );
  }
}

async function main(words: readonly string[]): Promise<void> {
  const parts = ['schemas', ...KUBERNETES_VERSIONS];
  const unknown = words.filter((word) => !parts.includes(word));
  if (unknown.length > 0) throw new Error(`unknown part, got ${unknown.join(', ')}; use some of ${parts.join(', ')}`);
  const chosen = (part: string): boolean => words.length === 0 || words.includes(part);
  const versions = KUBERNETES_VERSIONS.filter(chosen);
  if (chosen('schemas')) await ensurePython('kubernetes-validate');
  if (versions.length > 0) await ensureTools(['cyclonus', 'etcd', 'kwok', ...versions.map((v) => `kubernetes-${v}`)]);
  if (chosen('schemas')) await fitsEveryVersion();
  for (const version of versions) {
    const apps = synthesizeApps(variantFor(version)).filter((app) => !isPublicSystem(app));
    await runsOn(version, apps);
  }
  conclude();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
