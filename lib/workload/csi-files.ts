import { posix } from 'node:path';
import type { Construct } from 'constructs';
import { requires } from '../cluster/add-ons/requires';
import { secretsStoreCsi } from '../cluster/add-ons/secrets-store-csi';
import { VAULT_AUDIENCE } from '../cluster/vault';
import type { JsonObject } from '../manifest/json';
import { standardLabels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { fitting, reserveName } from '../registry/names';
import type { MountedSource } from '../relations/secret-key';

/** The driver of the volume: https://secrets-store-csi-driver.sigs.k8s.io/getting-started/usage */
const DRIVER = 'secrets-store.csi.k8s.io';

/**
 * Returns the volume of a directory whose files come from Vault at the start of a pod, and never enter the API server. Makes the
 * SecretProviderClass that says which file has which property. Throws when the cluster has no driver.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/csi
 */
export function csiVolume(
  scope: Construct,
  name: string,
  directory: string,
  files: ReadonlyMap<string, MountedSource>,
): JsonObject {
  const otherwise = 'use SecretKey.external(key) for a Secret';
  const { vault } = requires(scope, 'secretsStoreCsi', 'a secret of SecretKey.csi', otherwise);
  const { address, role, mount, authMount } = vault;
  const objects = [...files].map(([file, { remote, property }]) => ({
    objectName: posix.basename(file),
    secretPath: `${mount}/data/${remote}`,
    secretKey: property,
  }));
  const wanted = `${fitting(name, 30)}${directory.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '');
  const provider = new PlainObject(scope, `SecretProviderClass${directory.replaceAll('/', '-')}`, {
    apiVersion: secretsStoreCsi.apiVersion,
    kind: 'SecretProviderClass',
    name: reserveName(scope, 'SecretProviderClass', fitting(wanted, 63)),
    labels: standardLabels(scope, name, 'secret-files'),
    fields: () => ({
      spec: {
        provider: 'vault',
        parameters: {
          audience: VAULT_AUDIENCE,
          // The provider takes YAML, which JSON is.
          objects: JSON.stringify(objects),
          roleName: role,
          vaultAddress: address,
          vaultKubernetesMountPath: authMount,
        },
      },
    }),
  });
  return { csi: { driver: DRIVER, readOnly: true, volumeAttributes: { secretProviderClass: provider.name } } };
}
