import { ApiObject, type Chart, Duration, JsonPatch, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import {
  AddOn,
  External,
  type ExternalObject,
  Rules,
  SecurityBaseline,
  type Signature,
  Waiver,
  WebApp,
} from '../../../lib';
import { type Call, chart, charted, chartOf, image } from './support';

/** The input of a validation of the cdk8s CLI, without manifests. */
class Given {
  readonly manifests: readonly string[] = [];
  readonly report = { addViolation: () => undefined, submit: () => undefined };
}

/** An app that writes to its root. */
const unsafe = (): Chart =>
  charted((scope) => {
    const { deployment } = new WebApp(scope, 'web', { image });
    const at = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
    ApiObject.of(deployment).addJsonPatch(JsonPatch.replace(at, false));
  });
const waived = (waiver: Waiver): Chart => {
  const made = unsafe();
  new SecurityBaseline(made, 'b', { waivers: [waiver] });
  return made;
};
const outside = (object: ExternalObject): Chart =>
  charted((scope) => new SecurityBaseline(scope, 'b', { external: [object] }));
const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n';
const signed = (signature: Signature): Chart => {
  const scope = chart(AddOn.kyverno());
  new SecurityBaseline(scope, 'b', { signatures: [signature] });
  return scope;
};
const external = { args: () => ['outside', 'shop'], use: outside };

/** Calls of the security baseline. */
export const BASELINE: Readonly<Record<string, Call>> = {
  'ExternalObject.clusterRole': { args: () => ['view'], use: outside },
  'ExternalObject.configMap': external,
  'ExternalObject.namespace': { args: () => ['view'], use: outside },
  'ExternalObject.of': { args: () => ['Secret', 'outside', 'shop'], use: outside },
  'ExternalObject.persistentVolumeClaim': external,
  'ExternalObject.secret': external,
  'ExternalObject.service': external,
  'ExternalObject.serviceAccount': external,
  'SecurityBaseline.constructor': {
    args: () => [
      unsafe(),
      'b',
      {
        podSecurity: 'baseline',
        admission: 'audit',
        quota: { claims: 99, cpu: Cpu.units(99), memory: Size.gibibytes(99), pods: 99, storage: Size.gibibytes(99) },
        external: [{ kind: 'Secret', name: 'a', namespace: 'b', keys: ['c'] }],
        signatures: undefined,
        imageScanning: {
          schedule: '20 4 * * *',
          timeZone: 'Europe/Oslo',
          timeout: Duration.hours(2),
          failOn: 'HIGH',
          ignore: [{ id: 'CVE-2026-1234', reason: 'for a test only', expires: '2099-01-31' }],
          databases: { vulnerabilities: 'registry.example.com/db:2', java: 'registry.example.com/java:1' },
          reach: [External.host('registry.example.com')],
          pullSecret: 'registry',
          cache: Size.gibibytes(20),
          memory: Size.gibibytes(2),
        },
        waivers: [{ rule: 'read-only-root', construct: 'shop/web', reason: 'for a test only', expires: '2099-01-31' }],
        access: {
          view: ['a'],
          operate: ['b'],
          debug: ['c'],
          breakGlass: { group: 'd', until: new Date('2026-01-02') },
        },
        now: new Date('2026-01-01'),
      },
    ],
    use: chartOf,
    also: {
      '2.external.0': ['ExternalObject'],
      '2.waivers.0': ['Waiver'],
      '2.waivers.0.construct': ['Chart', 'Worker'],
    },
  },
  'Signature.key': {
    args: () => [{ images: ['ghcr.io/acme/*'], key: PUBLIC_KEY, logged: false }],
    use: signed,
  },
  'Signature.keyless': {
    args: () => [{ images: ['ghcr.io/acme/*'], issuer: 'https://login.example.com', subject: 'ann@example.com' }],
    use: signed,
  },
  'Waiver.of': {
    args: () => [
      { rule: 'read-only-root', object: 'Deployment/web', reason: 'for a test only', expires: '2099-01-31' },
    ],
    use: waived,
    also: { 0: ['Waiver'] },
  },
  'Waiver.toString': {
    on: () => Waiver.of({ rule: 'read-only-root', object: 'Deployment/web', reason: 'for a test only' }),
    args: () => [],
  },
  describeFinding: {
    args: () => [
      {
        rule: 'a',
        severity: 'error',
        object: { kind: 'Pod', name: 'a', namespace: 'b' },
        path: 'c',
        what: 'd',
        why: 'e',
        got: 1,
        fix: 'f',
      },
    ],
    also: { '0.got': ['*'] },
  },
  'Rules.constructor': {
    args: () => [
      { podSecurity: 'restricted', version: '1.33', registries: ['ghcr.io/acme'], digests: false, waivers: [] },
    ],
  },
  'Rules.validate': { on: () => new Rules(), args: () => [new Given()] },
  verify: {
    args: () => [
      [{ apiVersion: 'v1', kind: 'Pod' }],
      {
        external: [{ kind: 'Secret', name: 'a', namespace: 'b', keys: ['c'] }],
        waivers: [],
        now: new Date('2026-01-01'),
      },
    ],
    also: { '0.0': ['*'], '0.0.apiVersion': ['*'], '0.0.kind': ['*'] },
  },
};
