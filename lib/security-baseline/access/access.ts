import { Construct } from 'constructs';
import type { Labels } from '../../manifest/labels';
import { PlainObject } from '../../manifest/plain-object';
import { reserveName } from '../../registry/names';
import { BreakGlassEnd } from './break-glass';
import { type AccessProps, settleAccess } from './props';
import { ACCESS_LEVELS, ROLE_NAMES, roleRights, ruleOf } from './rights';

const RBAC = 'rbac.authorization.k8s.io';

/** The Roles and RoleBindings of people in a namespace, and the CronJob that ends `breakGlass`. */
export class Access extends Construct {
  constructor(scope: Construct, id: string, props: AccessProps, labels: Labels, now = new Date()) {
    super(scope, id);
    const bound = settleAccess(this, props, now);
    for (const level of ACCESS_LEVELS) {
      const name = ROLE_NAMES[level];
      const groups = bound.get(name);
      if (groups === undefined) continue;
      const object = (kind: string, fields: ConstructorParameters<typeof PlainObject>[2]['fields']): PlainObject =>
        new PlainObject(this, `${kind}-${level}`, {
          apiVersion: `${RBAC}/v1`,
          kind,
          name: reserveName(this, kind, name),
          labels,
          fields,
        });
      object('Role', () => ({ rules: roleRights(level).map(ruleOf) }));
      object('RoleBinding', () => ({
        roleRef: { apiGroup: RBAC, kind: 'Role', name },
        subjects: groups.map((group) => ({ apiGroup: RBAC, kind: 'Group', name: group })),
      }));
    }
    if (props.breakGlass) new BreakGlassEnd(this, 'End', props.breakGlass.until);
  }
}
