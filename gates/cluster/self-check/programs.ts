/** Random programs that all pass prove nothing: spoiled ones must be reported, small and with the seed that makes them again. */
import assert from 'node:assert/strict';
import { startControlPlane } from '../control-plane';
import { acceptsPrograms, seed } from '../generated/programs';
import { synthesize } from '../generated/synthesize';
import { ofKind } from '../manifests';
import { check, messageOf, withEnvironment } from './checks';

check('reports the seed, the props and the object when the server refuses, warns, or the library crashes', async () => {
  const cluster = await startControlPlane({ nodesPerZone: 1 });
  const failure = (spoil: (made: ReturnType<typeof synthesize>) => void) =>
    messageOf(
      acceptsPrograms(cluster, {
        applied: 20,
        make: (recipe, namespaces) => {
          // Custom resources are not installed here.
          const made = synthesize(recipe, namespaces).filter(({ apiVersion }) => !/\.(io|sh|com)\//.test(apiVersion));
          spoil(made);
          return made;
        },
      }),
    );
  try {
    await withEnvironment({ MAINSTAY_SEED: '7' }, async () => {
      const unknown = await failure((made) => {
        for (const { spec } of ofKind(made, 'Deployment')) spec.replicaCount = 3;
      });
      assert.match(
        unknown,
        /^MAINSTAY_SEED=7: program \d+, made smaller [1-9]\d* times:\n[\s\S]*kind: '(WebApp|Worker)'/,
      );
      assert.match(
        unknown,
        /Deployment\/program-\d+-\w+\/part-0 refused with 500: .*replicaCount.*\n\{"apiVersion":"apps\/v1"/,
      );
      const warned = await failure((made) => {
        for (const { metadata } of ofKind(made, 'Namespace'))
          metadata.labels['pod-security.kubernetes.io/enforce'] = 'all';
      });
      assert.match(warned, /Namespace\/program-\d+-\w+ refused with 422: .*pod-security/);
      const root = await failure((made) => {
        for (const { spec } of ofKind(made, 'StatefulSet')) spec.template.spec.hostPID = true;
      });
      assert.match(root, /StatefulSet\/\S+ warning: 299 - "would violate PodSecurity \\?"restricted/);
      const crash = await failure(() => {
        throw new TypeError('x is not a function');
      });
      assert.match(crash, /x is not a function/);
    });
  } finally {
    await cluster.stop();
  }
});

check('fails when the seed is not a number', () =>
  withEnvironment({ MAINSTAY_SEED: 'x' }, async () => {
    assert.throws(seed, /MAINSTAY_SEED must be a whole number, got x; take/);
  }),
);
