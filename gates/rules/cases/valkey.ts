/** Servers of a Valkey store: answers, the primary and its replicas. */
import type { Cases } from '../case';
import type { Server } from '../synthesize';
import { HOUR, valkeyPods } from './valkey-pods';

export function valkey(servers: readonly Server[]): Cases[] {
  const { server, info, each, elsewhere, sentinel } = valkeyPods(servers, 'orders/carts');
  const up = (pod: number): string => server('redis_up', pod);
  const slaves = (pod: number, ip?: string): string => server('redis_connected_slaves', pod, {}, ip);
  const single = valkeyPods(servers, 'kinds/single');
  const replicas = { ...each((pod) => info(pod, 'slave'), HOUR, [1, 2]) };
  return [
    {
      about: 'orders/carts',
      cases: [
        {
          says: 'a server that does not answer for five minutes is missed',
          alert: 'ServersDown',
          series: {
            ...each(up, HOUR, [0, 1]),
            [up(2)]: [
              [1, '2m'],
              [0, '28m'],
              [1, '30m'],
            ],
          },
          notUntil: '6m30s',
          fires: '8m',
          over: '31m',
        },
        {
          says: 'a pod that is gone for good is missed, whoever is up in another namespace',
          alert: 'ServersDown',
          series: {
            ...each(up, HOUR, [0, 1]),
            ...elsewhere(each(up, HOUR)),
            [up(2)]: [
              [1, '2m'],
              ['gone', '1h'],
            ],
          },
          fires: '8m',
        },
        {
          says: 'a Sentinel that answers does not stand for its server',
          alert: 'ServersDown',
          series: {
            ...each((pod) => sentinel('redis_up', pod), HOUR),
            ...each(up, HOUR, [0, 1]),
            [up(2)]: [[0, '1h']],
          },
          fires: '8m',
        },
        {
          says: 'a rolling update, one server after the other, wakes nobody',
          alert: 'ServersDown',
          series: {
            [up(0)]: [
              [1, '12m'],
              ['gone', '3m'],
              [1, '15m'],
            ],
            [up(1)]: [
              [1, '7m'],
              ['gone', '3m'],
              [1, '20m'],
            ],
            [up(2)]: [
              [1, '2m'],
              ['gone', '3m'],
              [1, '25m'],
            ],
          },
          silent: '30m',
        },
        {
          says: 'a store without a primary for longer than a minute wakes somebody, whoever leads elsewhere',
          alert: 'NoPrimary',
          series: {
            ...replicas,
            ...elsewhere({ [info(0, 'master')]: HOUR }),
            [info(0, 'master')]: [
              [1, '5m'],
              ['gone', '25m'],
            ],
          },
          notUntil: '5m30s',
          fires: '7m',
        },
        {
          says: 'a store of which no pod is left has no primary',
          alert: 'NoPrimary',
          series: {
            [info(0, 'master')]: [
              [1, '5m'],
              ['gone', '25m'],
            ],
          },
          fires: '7m',
        },
        {
          says: 'a failover that ends within a minute wakes nobody',
          alert: 'NoPrimary',
          series: {
            [info(0, 'master')]: [
              [1, '5m'],
              ['gone', '25m'],
            ],
            [info(1, 'slave')]: [
              [1, '5m30s'],
              ['gone', '25m'],
            ],
            [info(1, 'master')]: [
              ['gone', '6m'],
              [1, '24m'],
            ],
          },
          silent: '30m',
        },
        {
          says: 'a primary that was cut off and does not step down wakes somebody',
          alert: 'TwoPrimaries',
          series: {
            [info(0, 'master')]: HOUR,
            [info(1, 'master')]: [
              ['gone', '5m'],
              [1, '55m'],
            ],
          },
          fires: '8m',
        },
        {
          says: 'a primary that hands over before it ends wakes nobody, although Prometheus forgets its pod a minute later only',
          alert: 'TwoPrimaries',
          series: {
            [info(0, 'master')]: [
              [1, '11m30s'],
              ['gone', '20m'],
            ],
            [info(1, 'slave')]: [
              [1, '10m'],
              ['gone', '20m'],
            ],
            [info(1, 'master')]: [
              ['gone', '10m'],
              [1, '20m'],
            ],
          },
          silent: '30m',
        },
        {
          says: 'a store of the same name in another namespace has a primary of its own',
          alert: 'TwoPrimaries',
          series: { [info(0, 'master')]: HOUR, ...elsewhere({ [info(0, 'master')]: HOUR }) },
          silent: '1h',
        },
        {
          says: 'a primary that no replica follows wakes somebody',
          alert: 'WritesRefused',
          series: {
            [info(0, 'master')]: HOUR,
            [slaves(0)]: [
              [2, '5m'],
              [0, '55m'],
            ],
            ...replicas,
          },
          notUntil: '5m30s',
          fires: '7m',
        },
        {
          says: 'a primary that keeps one of two replicas wakes nobody',
          alert: 'WritesRefused',
          series: {
            [info(0, 'master')]: HOUR,
            [slaves(0)]: [
              [2, '5m'],
              [1, '55m'],
            ],
            [slaves(1)]: [[0, '1h']],
          },
          silent: '1h',
        },
        {
          says: 'a primary that was cut off has no replicas, but the one that took over takes the writes',
          alert: 'WritesRefused',
          series: {
            [info(0, 'master')]: HOUR,
            [slaves(0)]: [
              [2, '5m'],
              [0, '55m'],
            ],
            [info(1, 'slave')]: [
              [1, '5m'],
              ['gone', '55m'],
            ],
            [info(1, 'master')]: [
              ['gone', '5m'],
              [1, '55m'],
            ],
            [slaves(1)]: [
              [0, '5m'],
              [1, '55m'],
            ],
          },
          silent: '30m',
        },
        {
          says: 'a primary that comes back as a replica under a new address is not taken for what it was',
          alert: 'WritesRefused',
          series: {
            [info(0, 'master')]: [
              [1, '7m'],
              ['gone', '30m'],
            ],
            [slaves(0)]: [
              [2, '7m'],
              ['gone', '30m'],
            ],
            [info(0, 'slave', '10.0.1.1')]: [
              ['gone', '5m'],
              [1, '30m'],
            ],
            [slaves(0, '10.0.1.1')]: [
              ['gone', '5m'],
              [0, '30m'],
            ],
          },
          silent: '30m',
        },
      ],
    },
    {
      about: 'kinds/single',
      cases: [
        {
          says: 'the only server is missed within minutes',
          alert: 'ServersDown',
          series: {
            [single.server('redis_up', 0)]: [
              [1, '5m'],
              [0, '25m'],
            ],
          },
          fires: '8m',
        },
        {
          says: 'the only server restarts on another node within a minute and a half',
          alert: 'ServersDown',
          series: {
            [single.server('redis_up', 0)]: [
              [1, '5m'],
              ['gone', '25m'],
            ],
            [single.server('redis_up', 0, {}, '10.0.1.1')]: [
              ['gone', '6m30s'],
              [1, '20m'],
            ],
          },
          silent: '25m',
        },
      ],
    },
  ];
}
