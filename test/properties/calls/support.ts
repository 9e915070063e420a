import path from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  AddOn,
  Cluster,
  Engine,
  type EnvValue,
  type IBindable,
  ObjectStore,
  type Peer,
  SecretKey,
  StatefulStore,
  WebApp,
  Worker,
} from '../../../lib';
import { testChart } from '../../support/charts';
import { ROOT } from '../../support/dist';

/** A call of a public method or constructor with the right arguments, all of them given. */
export interface Call {
  /** Returns the object that has the method. @default - it is static */
  readonly on?: () => object;
  /** Returns the arguments. Plain objects and lists in them are tried from inside, too. */
  readonly args: () => readonly unknown[];
  /** Uses the result in a chart. @default - nothing is rendered */
  readonly use?: (made: never) => Chart | undefined;
  /** The places with names that the program makes up, by the path from the arguments. @default - none but those of env and labels */
  readonly free?: readonly string[];
  /** The places that also take a value of another kind, such as a number where there is a Port, by the path from the arguments. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
}

export const FILE = path.join(ROOT, 'test', 'fixtures', 'article', 'web-service.yaml');
export const image = 'ghcr.io/acme/shop:1.4.2';
export const key = () => SecretKey.of('bucket', 'key');
export const bucket = () => ObjectStore.gcs({ bucket: 'acme-backups', credentials: key() });
export const SCHEDULE = {
  schedule: '30 3 * * *',
  timeZone: 'Europe/Oslo',
  timeout: Duration.hours(1),
  backoffLimit: 2,
  startingDeadline: Duration.minutes(5),
  suspend: true,
};

/** A chart in a cluster where everything is installed but a Gateway. */
export function chart(...more: readonly AddOn[]): Chart {
  const made = testChart();
  const installed = [
    AddOn.keda(),
    AddOn.prometheus({ url: 'http://prometheus.monitoring:9090' }),
    AddOn.verticalPodAutoscaler(),
    AddOn.argoRollouts(),
    AddOn.volumeSnapshots(),
    AddOn.velero(),
    AddOn.cloudNativePg({ barmanCloud: true }),
    AddOn.certManager({ issuer: 'ca' }),
    AddOn.externalSecrets({ store: 'vault' }),
    ...more,
  ];
  Cluster.eks({ installed, ingressClass: 'traefik' }).attachTo(made);
  return made;
}

export function charted(make: (scope: Chart) => unknown): Chart {
  const made = chart();
  make(made);
  return made;
}

export const web = (props: object): Chart => charted((scope) => new WebApp(scope, 'web', { image, ...props }));
export const worker = (props: object): Chart => charted((scope) => new Worker(scope, 'worker', { image, ...props }));
export const used = (provider: IBindable): Chart =>
  charted((scope) => new Worker(scope, 'worker', { image }).uses(provider, { as: 'IT' }));
export const allowed = (peer: Peer): Chart => {
  const made = peer.scope ? Chart.of(peer.scope) : chart();
  new WebApp(made, 'web', { image }).allowFrom({ peer });
  return made;
};
export const inEnv = (value: EnvValue): Chart => worker({ env: { A: value } });
export const store = (props: object): Chart =>
  charted((scope) => new StatefulStore(scope, 'sessions', { engine: Engine.valkey(), ...props }));

export const signal = () => ({
  name: 'Depth',
  question: 'Is it deep?',
  unit: 'short',
  expr: (at: string) => `depth{${at}}`,
  records: () => ({ a: 'b' }),
  alert: { above: 1, for: Duration.minutes(1), severity: 'info', advice: 'wait' },
});
export const PORTS = ['number', 'Port'];
export const binding = () => [{ prefix: 'DB', credentials: 'env', namespace: 'shop' }];
/** The chart that a construct is in. */
export const chartOf = (made: Chart): Chart => Chart.of(made.node.scope ?? made);
