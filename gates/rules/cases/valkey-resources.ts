/** Memory, disk and connections of a Valkey store. */
import type { Cases } from '../case';
import type { Server } from '../synthesize';
import { HOUR, valkeyPods } from './valkey-pods';

const MEBIBYTE = 1024 ** 2;

export function valkeyResources(servers: readonly Server[]): Cases[] {
  const { server, each } = valkeyPods(servers, 'orders/carts');
  const used = (pod: number): string => server('redis_memory_used_bytes', pod);
  const most = (pod: number): string => server('redis_memory_max_bytes', pod);
  const refused = server('redis_rejected_connections_total', 0);
  const wrong = server('redis_errors_total', 0, { err: 'WRONGPASS' });
  const written = server('redis_aof_last_write_status', 0);
  const saved = {
    [server('redis_aof_last_bgrewrite_status', 0)]: HOUR,
    [server('redis_rdb_last_bgsave_status', 0)]: HOUR,
  };
  return [
    {
      about: 'orders/carts',
      cases: [
        {
          says: 'a store that has a tenth of its memory left is told',
          alert: 'MemoryNearlyFull',
          series: { ...each(most, [[100 * MEBIBYTE, '1h']]), ...each(used, [[95 * MEBIBYTE, '1h']]) },
          notUntil: '4m',
          fires: '6m',
        },
        {
          says: 'data that expires within three minutes leaves room',
          alert: 'MemoryNearlyFull',
          series: {
            [most(0)]: [[100, '1h']],
            [used(0)]: [
              [80, '5m'],
              [95, '3m'],
              [80, '52m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'a server without a limit is never full',
          alert: 'MemoryNearlyFull',
          series: { [most(0)]: [[0, '1h']], [used(0)]: [[95 * MEBIBYTE, '1h']] },
          silent: '1h',
        },
        {
          says: 'a server that cannot write to its disk wakes somebody',
          alert: 'DiskRefused',
          series: {
            ...saved,
            [written]: [
              [1, '5m'],
              [0, '55m'],
            ],
          },
          notUntil: '5m30s',
          fires: '7m',
        },
        {
          says: 'a write that succeeds when it is tried again wakes nobody',
          alert: 'DiskRefused',
          series: {
            ...saved,
            [written]: [
              [1, '5m'],
              [0, '1m'],
              [1, '54m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'a pod that restarts says nothing about its disk',
          alert: 'DiskRefused',
          series: {
            ...saved,
            [written]: [
              [1, '5m'],
              ['gone', '5m'],
              [1, '50m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'clients that are turned away again and again are told',
          alert: 'ConnectionsRefused',
          series: {
            [refused]: [
              [0, '5m'],
              [1, '55m', 2],
            ],
          },
          notUntil: '9m30s',
          fires: '12m',
        },
        {
          says: 'clients that were turned away once, in one crowd, are forgotten',
          alert: 'ConnectionsRefused',
          series: {
            [refused]: [
              [0, '5m'],
              [40, '55m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'a client that goes on with a wrong password is told, and so is a server that refuses its Secret',
          alert: 'PasswordsRefused',
          series: {
            [wrong]: [
              [0, '5m'],
              [1, '55m', 2],
            ],
          },
          notUntil: '14m30s',
          fires: '17m',
        },
        {
          says: 'passwords that the pods of a store get minutes apart wake nobody',
          alert: 'PasswordsRefused',
          series: {
            [wrong]: [
              [0, '5m'],
              [1, '3m', 20],
              [61, '50m'],
            ],
          },
          silent: '55m',
        },
        {
          says: 'a server that restarts counts from nought',
          alert: 'ConnectionsRefused',
          series: {
            [refused]: [
              [40, '20m'],
              [0, '40m'],
            ],
          },
          silent: '1h',
        },
      ],
    },
  ];
}
