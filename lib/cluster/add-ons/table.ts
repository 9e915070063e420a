import { argoCd } from './argo-cd';
import { argoRollouts } from './argo-rollouts';
import { certManager } from './cert-manager';
import { cilium } from './cilium';
import { cloudNativePg } from './cloud-native-pg';
import { externalSecrets } from './external-secrets';
import type { AddOnFacts } from './facts';
import { gateway } from './gateway';
import { keda } from './keda';
import { kyverno } from './kyverno';
import { prometheus } from './prometheus';
import { prometheusAdapter } from './prometheus-adapter';
import { reloader } from './reloader';
import { secretsStoreCsi } from './secrets-store-csi';
import { trivyOperator } from './trivy-operator';
import { velero } from './velero';
import { verticalPodAutoscaler } from './vertical-pod-autoscaler';
import { volumeSnapshots } from './volume-snapshots';

/** Every add-on that Mainstay can use, one line each. */
export const ADD_ONS = {
  argoCd,
  argoRollouts,
  certManager,
  cilium,
  cloudNativePg,
  externalSecrets,
  gateway,
  keda,
  kyverno,
  prometheus,
  prometheusAdapter,
  reloader,
  secretsStoreCsi,
  trivyOperator,
  velero,
  verticalPodAutoscaler,
  volumeSnapshots,
} as const satisfies Readonly<Record<string, AddOnFacts>>;

/** The name of an add-on in the table. */
export type AddOnName = keyof typeof ADD_ONS;

/** The settled options of each add-on. */
export type AddOnOptions = { readonly [Name in AddOnName]: ReturnType<(typeof ADD_ONS)[Name]['settle']> };
