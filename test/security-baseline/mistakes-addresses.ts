import type { Mistake } from './broken';
import { main } from './good-app';

export const ADDRESSES: readonly Mistake[] = [
  {
    rule: 'closed-service',
    name: 'a program has the address of pods to which no policy opens the network',
    change: ({ deployment }) => {
      main(deployment).env[0].value = 'redis://store:6379';
    },
    got: 'redis://store:6379',
  },
  {
    rule: 'closed-service',
    name: 'a key of a ConfigMap has it',
    change: ({ settings }) => {
      settings.data.colour = 'store-0.store:6379';
    },
    got: 'store-0.store:6379',
    about: 'Deployment/web',
  },
  {
    rule: 'missing-service',
    name: 'a program has the address of a Service that nobody makes',
    change: ({ job }) => {
      main(job).env = [{ name: 'STORE', value: 'strore.shop.svc:6379' }];
    },
    got: 'strore.shop.svc:6379',
  },
];
