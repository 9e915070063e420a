import {
  Engine,
  type IBindable,
  StatefulStore,
  type StatefulStoreProps,
  type UsesOptions,
  WebApp,
  type WebAppProps,
} from '../../lib';
import { containerOf, find, testChart } from '../support/charts';

export const image = 'ghcr.io/acme/app:1.0.0';

/** The variables of an app that uses a provider, by name. */
export function variables<Parts>(
  make: (chart: ReturnType<typeof testChart>) => IBindable<Parts>,
  options: UsesOptions<Parts>,
  props: Partial<WebAppProps> = {},
): Record<string, unknown> {
  const chart = testChart();
  const web = new WebApp(chart, 'web', { image, ...props });
  const provider = make(chart);
  web.uses(provider, options);
  web.uses(provider, options);
  const env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[] =
    containerOf(find(chart, 'Deployment', 'web'))['env'] ?? [];
  const shown = ({ name, key }: { name: string; key: string }) => `${name}/${key}`;
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => [name, valueFrom ? shown(valueFrom.secretKeyRef) : value]),
  );
}

export const store =
  (props: Partial<StatefulStoreProps>, id = 'orders') =>
  (chart: ReturnType<typeof testChart>) =>
    new StatefulStore(chart, id, { engine: Engine.postgres(), ...props });
