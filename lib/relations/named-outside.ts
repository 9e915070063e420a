import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { nameExternal } from '../registry/external-objects';
import { ConfigKey } from './env-value';
import { bringIn } from './external-secret';
import { SecretKey } from './secret-key';

/** Records that the Secret or ConfigMap of a reference exists outside the app, where no manifest makes it; brings it in from a store. */
export function namedOutside(scope: Construct, value: unknown): void {
  if (value instanceof ConfigKey) nameExternal(scope, 'ConfigMap', value.configMap);
  if (!(value instanceof SecretKey)) return;
  if (value.mounted) {
    const fix = 'use it in secretFiles of a program, or SecretKey.external for a Secret';
    fail(scope, 'a secret of SecretKey.csi can only be a file', value.mounted.remote, fix);
  }
  if (value.source) bringIn(scope, value.secret, value.source);
  else nameExternal(scope, 'Secret', value.secret);
}
