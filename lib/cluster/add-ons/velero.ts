import { checkProps, TEXT } from '../../checks/kinds';
import { type AddOnFacts, namespaceOf } from './facts';

/** The installation of Velero. */
export interface VeleroAddOn {
  /** The namespace of Velero and of its Schedules. @default 'velero' */
  readonly namespace?: string;
}

const TITLE = 'Velero';
const NAMESPACE = 'velero';

/** Velero: https://velero.io/docs/main/basic-install/ */
export const velero = {
  title: TITLE,
  call: 'AddOn.velero()',
  apiVersion: 'velero.io/v1',
  kinds: ['Schedule'],
  namespace: NAMESPACE,
  settle: (options: VeleroAddOn): Required<VeleroAddOn> => {
    checkProps(undefined, options, { namespace: TEXT }, 'AddOn.velero');
    return { namespace: namespaceOf(TITLE, options.namespace, NAMESPACE) };
  },
} as const satisfies AddOnFacts;
