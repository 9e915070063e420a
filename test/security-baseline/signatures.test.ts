import { Chart } from 'cdk8s';
import {
  AddOn,
  App,
  Cluster,
  SecurityBaseline,
  type SecurityBaselineProps,
  Signature,
  verify,
  WebApp,
} from '../../lib';
import { type Manifest, names, synth } from '../support/charts';
import { thrown } from '../support/errors';

const KEY = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----';
const IMAGES = ['ghcr.io/acme/*'];
const ISSUER = 'https://token.actions.githubusercontent.com';
const RELEASE = 'https://github.com/acme/shop/.github/workflows/release.yaml';
const KYVERNO = Cluster.generic({ installed: [AddOn.kyverno()] });

function signed(props: SecurityBaselineProps, cluster = KYVERNO): Chart {
  const chart = new Chart(new App({ cluster }), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', props);
  new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.4.2' });
  return chart;
}

/** An app keeps wrong props until it is written. */
const written = (props: SecurityBaselineProps, cluster = KYVERNO): string =>
  (signed(props, cluster).node.root as App).synthYaml();

const policies = (props: SecurityBaselineProps): Manifest[] =>
  synth(signed(props)).filter(({ kind }) => kind === 'NamespacedImageValidatingPolicy');
const specOf = (signature: Signature, more: SecurityBaselineProps = {}): Manifest =>
  policies({ signatures: [signature], ...more })[0]?.['spec'];

describe('a signature', () => {
  it('is a policy of Kyverno in the namespace, about the images that are named', () => {
    const [policy, ...others] = policies({ signatures: [Signature.key({ images: IMAGES, key: KEY })] });
    expect(others).toEqual([]);
    expect(policy).toMatchObject({
      apiVersion: 'policies.kyverno.io/v1',
      metadata: { name: 'signatures', namespace: 'shop' },
    });
    expect(policy?.['spec']).toMatchObject({
      failurePolicy: 'Fail',
      matchImageReferences: [{ glob: 'ghcr.io/acme/*' }],
      validationActions: ['Deny'],
    });
    expect(policy?.['spec'].validations.map(({ expression }: Manifest) => expression)).toEqual(
      ['containers', 'initContainers'].map(
        (list) => `images.${list}.map(image, verifyImageSignatures(image, [attestors.signer])).all(e, e > 0)`,
      ),
    );
  });

  it('may be a key, in the public log or not', () => {
    const cosign = (logged?: boolean) =>
      specOf(Signature.key({ images: IMAGES, key: KEY, ...(logged !== undefined && { logged }) }))['attestors'][0]
        .cosign;
    expect(cosign()).toEqual({ key: { data: `${KEY}\n` }, ctlog: { url: 'https://rekor.sigstore.dev' } });
    expect(cosign(false).ctlog).toEqual({ insecureIgnoreTlog: true, insecureIgnoreSCT: true });
  });

  it('may be a login, by its name or a pattern', () => {
    const identity = (subject: string) =>
      specOf(Signature.keyless({ images: IMAGES, issuer: ISSUER, subject }))['attestors'][0].cosign.keyless
        .identities[0];
    expect(identity('ann@example.com')).toEqual({ issuer: ISSUER, subject: 'ann@example.com' });
    const { subjectRegExp } = identity(`${RELEASE}@refs/tags/*`);
    expect(`${RELEASE}@refs/tags/v1.4.2`).toMatch(new RegExp(subjectRegExp));
    expect(`${RELEASE}@refs/heads/main`).not.toMatch(new RegExp(subjectRegExp));
    expect(`${RELEASE.replace('.yaml', '-yaml')}@refs/tags/v1`).not.toMatch(new RegExp(subjectRegExp));
  });

  it.each([
    ['audit', 'Audit'],
    ['warn', 'Warn'],
    ['deny', 'Deny'],
  ] as const)('does at %s what admission says', (admission, action) => {
    const signature = Signature.key({ images: IMAGES, key: KEY });
    expect(specOf(signature, { admission })['validationActions']).toEqual([action]);
  });

  it('leaves alone pods that are being deleted, and updates that change no image', () => {
    const { matchConditions } = specOf(Signature.key({ images: IMAGES, key: KEY }));
    expect(matchConditions.map(({ name }: Manifest) => name)).toEqual(['stays', 'changes']);
  });

  it('is one of several, with a policy each, and no finding', () => {
    const signatures = [
      Signature.key({ images: IMAGES, key: KEY }),
      Signature.keyless({ images: ['quay.io/acme/*'], issuer: ISSUER, subject: RELEASE }),
    ];
    const chart = signed({ signatures });
    expect(names(chart, 'NamespacedImageValidatingPolicy')).toEqual(['signatures', 'signatures-2']);
    expect(verify(synth(chart))).toEqual([]);
  });
});

describe('fails when', () => {
  it('the cluster has no Kyverno', () => {
    const signatures = [Signature.key({ images: IMAGES, key: KEY })];
    expect(() => written({ signatures }, Cluster.generic())).toThrow(
      'signatures needs Kyverno, got a cluster without; say installed: [AddOn.kyverno()] in the Cluster',
    );
  });

  it('the key is private, and does not show it', () => {
    const key = KEY.replaceAll('PUBLIC', 'PRIVATE');
    const { what, message } = thrown(() => Signature.key({ images: IMAGES, key }));
    expect(what).toBe('the key of a signature must be a public key in PEM');
    expect(message).not.toContain('MFkw');
  });

  const keyless = (more: object) => () =>
    Signature.keyless({ images: IMAGES, issuer: ISSUER, subject: RELEASE, ...more });
  it.each<[string, () => unknown, string]>([
    ['it is of no image', keyless({ images: [] }), 'a signature must be of some images'],
    [
      'an image has a scheme',
      keyless({ images: ['https://ghcr.io/acme'] }),
      'the images of a signature must be patterns of references',
    ],
    ['the issuer is no URL', keyless({ issuer: 'github' }), 'the issuer of a signature must be a URL with https'],
    ['the subject is anybody', keyless({ subject: '*' }), 'the subject of a signature must be somebody'],
    ['a prop is unknown', keyless({ key: KEY }), 'no prop of Signature.keyless has this name'],
    ['it is no Signature', () => written({ signatures: [KEY] as never }), 'signatures must be a list of Signatures'],
  ])('%s', (_, make, what) => expect(thrown(make).what).toBe(what));
});
