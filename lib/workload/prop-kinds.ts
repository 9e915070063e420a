import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { isObject } from '../manifest/json';

/** What a prop must be, for those whose compiler did not say so. */
interface Kind {
  readonly title: string;
  readonly fix: string;
  readonly is: (value: unknown) => boolean;
}

const has =
  (field: string) =>
  (value: unknown): boolean =>
    typeof value === 'object' && value !== null && field in value;
const isText = (value: unknown): boolean => typeof value === 'string';

const DURATION = { title: 'a Duration', fix: 'use Duration.seconds(30), for example', is: has('toSeconds') };
const SIZE: Kind = {
  title: "a Size, or 'none'",
  fix: 'use Size.mebibytes(256), for example',
  is: (value) => value === 'none' || has('toKibibytes')(value),
};
const CPU: Kind = {
  title: "a Cpu, or 'none'",
  fix: 'use Cpu.millis(100), for example',
  is: (value) => value === 'none' || has('amount')(value),
};
const PORT: Kind = {
  title: 'a Port or a number',
  fix: "use 8080, or Port.tcp(8080, 'admin') to name it",
  is: (value) => typeof value === 'number' || has('protocol')(value),
};
const LIST: Kind = { title: 'a list', fix: 'put it in brackets', is: Array.isArray };
const TEXTS: Kind = {
  title: 'a list of texts',
  fix: "use a form such as ['/app', '--verbose']",
  is: (value) => Array.isArray(value) && value.every((item) => isText(item) && !item.includes('\0')),
};
const PORTS: Kind = {
  ...PORT,
  title: 'a list of Ports or numbers',
  is: (value) => Array.isArray(value) && value.every(PORT.is),
};
const RECORD: Kind = { title: 'an object', fix: "use a form such as { NAME: 'value' }", is: isObject };
const TLS = { title: 'a Tls', fix: "use Tls.secret('shop-tls'), for example", is: has('certificateIssuer') };
const HEALTH: Kind = {
  title: 'a path, a Probe, or an object with them',
  fix: "use '/healthz', for example",
  is: (value) => isText(value) || (typeof value === 'object' && value !== null && !Array.isArray(value)),
};

const KINDS: Readonly<Record<string, Kind>> = {
  drain: DURATION,
  gracePeriod: DURATION,
  minReady: DURATION,
  progressDeadline: DURATION,
  shutdown: DURATION,
  startingDeadline: DURATION,
  startup: DURATION,
  timeout: DURATION,
  ttl: DURATION,
  ephemeralStorage: SIZE,
  memory: SIZE,
  cpu: CPU,
  cpuLimit: CPU,
  port: PORT,
  ports: PORTS,
  args: TEXTS,
  command: TEXTS,
  hosts: TEXTS,
  imagePullSecrets: TEXTS,
  writable: TEXTS,
  initContainers: LIST,
  permissions: LIST,
  sidecars: LIST,
  tolerations: LIST,
  budget: RECORD,
  canary: RECORD,
  devices: RECORD,
  dns: RECORD,
  env: RECORD,
  files: RECORD,
  loadBalancer: RECORD,
  metrics: RECORD,
  nodeSelector: RECORD,
  scaling: RECORD,
  secretFiles: RECORD,
  selector: RECORD,
  slo: RECORD,
  health: HEALTH,
  tls: TLS,
};

/** Throws when there are no props, or one is of another kind than its name says. */
export function checkKinds(scope: Construct, props: object | undefined): void {
  if (!isObject(props))
    fail(scope, 'a workload needs props', props, "give { image: 'ghcr.io/acme/shop:1.4.2' } at least");
  for (const [name, value] of Object.entries(props)) {
    const kind = KINDS[name];
    if (!kind || value === undefined) continue;
    if (!kind.is(value)) fail(scope, `${name} must be ${kind.title}`, value, kind.fix);
  }
}
