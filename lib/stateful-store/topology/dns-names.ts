import type { StoreDescription, StoreFacts } from '../description';

/** Returns all DNS names of the pods, Services and proxy of a store. Throws when the chart has no namespace. */
export function dnsNames(facts: StoreFacts, { services = [], proxy }: StoreDescription): readonly string[] {
  const { name, service, namespace, replicas, domain } = facts;
  if (namespace === undefined) {
    facts.fail('a certificate needs to know the namespace of its names', undefined, 'give the chart a namespace');
  }
  const each = Array.from({ length: replicas }, (_, pod) => pod);
  const names = [
    service,
    ...each.map((pod) => `${name}-${pod}.${service}`),
    ...services
      .flatMap(({ suffix, perPod }) => (perPod ? each.map((pod) => `${suffix}-${pod}`) : [suffix]))
      .map((s) => `${name}-${s}`),
    ...(proxy ? [`${name}-${proxy.suffix}`] : []),
  ];
  const endings = ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.${domain}`];
  return [...names.flatMap((one) => endings.map((ending) => `${one}${ending}`)), 'localhost'];
}
