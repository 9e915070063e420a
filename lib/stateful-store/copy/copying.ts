import type { JsonObject } from '../../manifest/json';
import { allow } from '../../relations/connect';
import type { SecretKey } from '../../relations/secret-key';
import { mounted } from '../../workload/server-containers';
import type { PodParts } from '../../workload/server-plan';
import { backupOf } from '../backup/settle-file-backup';
import { backupScripts, scriptsVolume } from '../backup/steps/backup-scripts';
import { engineStep } from '../backup/steps/steps';
import type { StorePlan } from '../plan';
import { dataMount } from '../pods/containers';
import type { StoreCopy } from './store-copy';

/** The paths of the password of the store that is copied, and of its CA certificate. */
const SOURCE = '/run/secrets/source';
const AUTHORITY = '/run/secrets/source-authority';

function secretVolume(name: string, { secret, key }: SecretKey): JsonObject {
  return { name, secret: { defaultMode: 0o440, items: [{ key, path: key }], secretName: secret } };
}

/**
 * Returns the containers that fill an empty volume with the data of another store before the server starts: one in the image of that
 * store, which dumps it, and one in the image of this store, which loads the dump and compares. They leave a volume with data alone.
 */
export function copying(plan: StorePlan, { source, rehearsal }: StoreCopy): PodParts {
  const { facts } = plan;
  const commands = backupOf(plan);
  const { copy } = commands;
  if (!copy) return {};
  const { credentials, certificate } = source;
  const env = {
    ...copy.env,
    WORK: `${facts.dataDirectory}/.copy`,
    COPY: rehearsal ? 'rehearsal' : 'final',
    SOURCE: source.facts.name,
    SOURCE_HOST: `${source.facts.name}-0.${source.facts.service}`,
    SOURCE_MAJOR: `${source.description.backup?.copy?.version}`,
    SOURCE_PASSWORD: `${SOURCE}/${credentials.admin.key}`,
    ...(certificate ? { SOURCE_CA: `${AUTHORITY}/${certificate.authority.key}` } : {}),
  };
  const mounts: JsonObject[] = [
    mounted(dataMount(plan)),
    { name: 'source', mountPath: SOURCE, readOnly: true },
    ...(certificate ? [{ name: 'source-authority', mountPath: AUTHORITY, readOnly: true }] : []),
  ];
  const step = { command: [], secrets: true, env, mounts, memory: facts.memory };
  return {
    initContainers: [
      engineStep(plan, commands, { ...step, name: 'copy-take', script: copy.take, image: source.description.image }),
      engineStep(plan, commands, { ...step, name: 'copy-load', script: copy.load }),
    ],
    volumes: [
      scriptsVolume(backupScripts(plan, commands)),
      secretVolume('source', credentials.admin),
      ...(certificate ? [secretVolume('source-authority', certificate.authority)] : []),
    ],
  };
}

/** Opens the network from the pods of a store to those of the store that it copies. */
export function openForCopy({ pods }: StorePlan, { source }: StoreCopy): void {
  allow(pods.peer, source.pods.peer, [source.port]);
}
