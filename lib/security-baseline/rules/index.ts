import { accountRules } from './accounts';
import { amounts } from './amounts';
import { budgets } from './budgets';
import { containers } from './containers';
import { metadata } from './metadata';
import { namespaces } from './namespaces';
import { network } from './network';
import { objects } from './objects';
import { podReferences } from './pod-references';
import { containerSecurity, podSecurity } from './pod-security';
import { pods } from './pods';
import { routes } from './routes';
import type { Rule } from './rule';
import { scaling } from './scaling';
import { schedule } from './schedule';
import { services } from './services';

/** All rules, by family. A new family is one line. */
export const RULES: readonly Rule[] = [
  ...containerSecurity,
  ...podSecurity,
  ...containers,
  ...pods,
  ...amounts,
  ...objects,
  ...metadata,
  ...schedule,
  ...namespaces,
  ...services,
  ...routes,
  ...scaling,
  ...budgets,
  ...network,
  ...podReferences,
  ...accountRules,
];
