import { type Call, worker } from './support';

/** Calls of identities and permissions. */
export const IDENTITY: Readonly<Record<string, Call>> = {
  'CloudIdentity.awsPodIdentity': { args: () => [], use: (cloudIdentity) => worker({ cloudIdentity }) },
  'CloudIdentity.awsRole': {
    args: () => ['arn:aws:iam::111122223333:role/shop'],
    use: (cloudIdentity) => worker({ cloudIdentity }),
  },
  'CloudIdentity.azureClient': {
    args: () => ['11111111-1111-1111-1111-111111111111', '11111111-1111-1111-1111-111111111111'],
  },
  'CloudIdentity.googleServiceAccount': { args: () => ['shop-web@acme.iam.gserviceaccount.com'] },
  'Permission.of': {
    args: () => [{ resources: ['configmaps'], verbs: ['get'], apiGroup: 'apps', names: ['a'] }],
    use: (one) => worker({ permissions: [one] }),
  },
  'Permission.read': { args: () => ['configmaps', 'services'], use: (one) => worker({ permissions: [one] }) },
};
