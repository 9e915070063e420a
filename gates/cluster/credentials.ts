import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files with which programs and people log in; every run makes its own. */
export interface Credentials {
  readonly token: string;
  /** Token file of kube-apiserver; its one user is in `system:masters`. */
  readonly tokenFile: string;
  /** Signs and verifies service-account tokens. */
  readonly serviceAccountKey: string;
}

/** Writes a random administrator token and a service-account key into `directory`. */
export function createCredentials(directory: string): Credentials {
  const token = randomBytes(24).toString('hex');
  const tokenFile = path.join(directory, 'tokens.csv');
  writeFileSync(tokenFile, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const serviceAccountKey = path.join(directory, 'service-account.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(serviceAccountKey, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  return { token, tokenFile, serviceAccountKey };
}

/** Writes a kubeconfig of the administrator that trusts only `certificate`. @returns its path */
export function writeKubeconfig(directory: string, url: string, certificate: string, token: string): string {
  const file = path.join(directory, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      {
        name: 'test',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(certificate).toString('base64') },
      },
    ],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    users: [{ name: 'admin', user: { token } }],
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
