import type { Construct } from 'constructs';
import { nameExternal } from '../registry/external-objects';
import { ConfigKey } from './env-value';
import { SecretKey } from './secret-key';

/** Records that the Secret or ConfigMap of a reference exists outside the app, where no manifest makes it. */
export function namedOutside(scope: Construct, value: unknown): void {
  if (value instanceof SecretKey) nameExternal(scope, 'Secret', value.secret);
  if (value instanceof ConfigKey) nameExternal(scope, 'ConfigMap', value.configMap);
}
