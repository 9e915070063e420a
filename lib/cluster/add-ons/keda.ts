import { checkProps, TEXT } from '../../checks/kinds';
import { type AddOnFacts, namespaceOf } from './facts';

/** The installation of KEDA. */
export interface KedaAddOn {
  /** The namespace that it runs in. @default 'keda' */
  readonly namespace?: string;
}

const TITLE = 'KEDA';
const NAMESPACE = 'keda';

/** KEDA: https://keda.sh/docs/latest/deploy/ */
export const keda = {
  title: TITLE,
  call: 'AddOn.keda()',
  apiVersion: 'keda.sh/v1alpha1',
  kinds: ['ScaledObject', 'TriggerAuthentication'],
  namespace: NAMESPACE,
  labels: { app: 'keda-operator' },
  settle: (options: KedaAddOn): Required<KedaAddOn> => {
    checkProps(undefined, options, { namespace: TEXT }, 'AddOn.keda');
    return { namespace: namespaceOf(TITLE, options.namespace, NAMESPACE) };
  },
} as const satisfies AddOnFacts;
