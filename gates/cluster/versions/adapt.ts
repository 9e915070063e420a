/** Differences of the apps for a Kubernetes that cannot have all of their features. */
import { Credentials, SecretKey } from '../../../lib';
import type { Edit, Statement } from '../variants/load';

interface Adaptation {
  /** Versions below this minor are adapted. */
  readonly below: number;
  /** Classes whose props are edited. */
  readonly of: readonly string[];
  readonly what: string;
  /** The changed props, `undefined` where there is nothing to change. */
  readonly props: (statement: Statement) => object | undefined;
}

/** Sidecars came with 1.29. Those of Jobs make passwords, for which older versions need a Secret, and say that a Task has ended. */
const ADAPTATIONS: readonly Adaptation[] = [
  {
    below: 29,
    of: ['StatefulStore'],
    what: 'password from a Secret',
    props: ({ id, props }) => ({
      credentials: Credentials.fromSecret(`${(props['name'] as string | undefined) ?? id}-credentials`, 'password', {
        encoded: 'password',
      }),
    }),
  },
  {
    below: 29,
    of: ['Observability'],
    what: 'password from a Secret',
    props: ({ props }) =>
      props['adminPassword'] ? undefined : { adminPassword: SecretKey.of('grafana-credentials', 'password') },
  },
  {
    below: 29,
    of: ['WebApp', 'Worker', 'ScheduledTask'],
    what: 'no sidecars',
    props: ({ props }) => (props['sidecars'] ? { sidecars: undefined } : undefined),
  },
  {
    below: 29,
    of: ['Task'],
    what: 'nothing waits for it',
    props: ({ props }) => (props['before'] ? { before: undefined } : undefined),
  },
];

/** @returns an edit for a version, which records in `said` what it changes: `shop/sessions: password from a Secret` */
export function adaptedTo(version: string, said: string[] = []): Edit {
  const minor = Number(version.split('.')[1]);
  return (statement) => {
    let now = statement;
    for (const { of, what, props } of ADAPTATIONS.filter(({ below }) => minor < below)) {
      const changed = of.includes(now.of) ? props(now) : undefined;
      if (!changed) continue;
      said.push(`${[now.scope.node.path, now.id].join('/')}: ${what}`);
      now = { ...now, props: { ...now.props, ...changed } };
    }
    return now;
  };
}
