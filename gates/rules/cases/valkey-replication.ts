/** Replication and the Sentinels of a Valkey store. */
import type { Cases } from '../case';
import type { Server } from '../synthesize';
import { HOUR, valkeyPods } from './valkey-pods';

const MASTER = { master_host: 'carts-0.carts-headless', master_port: '6379' };
const QUORUM = {
  master_name: 'carts',
  message: 'OK 3 usable Sentinels. Quorum and failover authorization can be reached',
};
const NO_QUORUM = { master_name: 'carts', message: 'NOQUORUM 1 usable Sentinels. Not enough available Sentinels' };
const WATCHED = { master_name: 'carts', master_address: 'carts-0.carts-headless:6379' };

export function valkeyReplication(servers: readonly Server[]): Cases[] {
  const { server, sentinel, each, elsewhere } = valkeyPods(servers, 'orders/carts');
  const link = (pod: number): string => server('redis_master_link_up', pod, MASTER);
  const written = (ip?: string): string => server('redis_master_repl_offset', 0, {}, ip);
  const received = (slave_state: string, ip?: string): string =>
    server('redis_connected_slave_offset_bytes', 0, { slave_ip: 'carts-1', slave_port: '6379', slave_state }, ip);
  const quorum = (pod: number): string => sentinel('redis_sentinel_master_ckquorum_status', pod, QUORUM);
  const noQuorum = (pod: number): string => sentinel('redis_sentinel_master_ckquorum_status', pod, NO_QUORUM);
  const known = (pod: number): string => sentinel('redis_sentinel_master_sentinels', pod, WATCHED);
  const reached = (pod: number): string => sentinel('redis_sentinel_master_ok_sentinels', pod, WATCHED);
  const tilt = (pod: number): string => sentinel('redis_sentinel_tilt', pod);
  const up = (pod: number): string => sentinel('redis_up', pod);
  const replication: Cases['cases'] = [
    {
      says: 'a replica that cannot connect for ten minutes is told',
      alert: 'ReplicaDisconnected',
      series: {
        [link(1)]: HOUR,
        [link(2)]: [
          [1, '5m'],
          [0, '55m'],
        ],
      },
      notUntil: '14m',
      fires: '16m',
    },
    {
      says: 'a replica that reconnects within a minute wakes nobody',
      alert: 'ReplicaDisconnected',
      series: {
        [link(1)]: HOUR,
        [link(2)]: [
          [1, '5m'],
          [0, '1m'],
          [1, '54m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a replica that copies everything for eight minutes wakes nobody',
      alert: 'ReplicaDisconnected',
      series: {
        [link(1)]: HOUR,
        [link(2)]: [
          ['gone', '5m'],
          [0, '8m'],
          [1, '47m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a replica that falls behind by more and more is told',
      alert: 'ReplicationBacklog',
      series: { [written()]: [[1e9, '1h', 6e6]], [received('online')]: [[1e9, '1h', 3e6]] },
      notUntil: '7m',
      fires: '10m',
    },
    {
      says: 'a replica that keeps up is not behind, however much is written',
      alert: 'ReplicationBacklog',
      series: { [written()]: [[1e9, '1h', 6e8]], [received('online')]: [[1e9 - 1000, '1h', 6e8]] },
      silent: '1h',
    },
    {
      says: 'a replica that copies everything has not begun to receive, and is not behind',
      alert: 'ReplicationBacklog',
      series: {
        [written()]: [[1e9, '1h', 6e6]],
        [received('send_bulk')]: [
          ['gone', '5m'],
          [0, '10m'],
          ['gone', '45m'],
        ],
        [received('online')]: [
          [1e9, '5m', 6e6],
          ['gone', '10m'],
          [1.09e9, '45m', 6e6],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a pod that comes back under a new address while its old series still stand does not break the rule',
      alert: 'ReplicationBacklog',
      series: {
        [written()]: [
          [1e9, '7m'],
          ['gone', '53m'],
        ],
        [received('online')]: [
          [1e9, '7m'],
          ['gone', '53m'],
        ],
        [written('10.0.1.1')]: [
          ['gone', '6m'],
          [1e9, '54m'],
        ],
      },
      silent: '1h',
    },
  ];
  const sentinels: Cases['cases'] = [
    {
      says: 'a Sentinel on a node whose clock jumps again and again is told',
      alert: 'SentinelsTilted',
      series: {
        ...each(tilt, [[0, '1h']], [0, 1]),
        [tilt(2)]: [
          [0, '5m'],
          [1, '55m'],
        ],
      },
      notUntil: '5m30s',
      fires: '7m',
    },
    {
      says: 'a clock that is set once makes a Sentinel tilt for half a minute, which is not told',
      alert: 'SentinelsTilted',
      series: {
        ...each(tilt, [[0, '1h']], [0, 1]),
        [tilt(2)]: [
          [0, '5m'],
          [1, '30s'],
          [0, '54m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'Sentinels that do not reach each other wake somebody',
      alert: 'NoQuorum',
      series: {
        ...each(up, HOUR),
        ...each(quorum, [
          [1, '5m'],
          ['gone', '55m'],
        ]),
        ...each(noQuorum, [
          ['gone', '5m'],
          [0, '55m'],
        ]),
      },
      notUntil: '5m30s',
      fires: '7m',
    },
    {
      says: 'Sentinels of which none answers wake somebody, whoever has a quorum elsewhere',
      alert: 'NoQuorum',
      series: {
        ...each(up, [
          [1, '5m'],
          [0, '55m'],
        ]),
        ...each(quorum, [
          [1, '5m'],
          ['gone', '55m'],
        ]),
        ...elsewhere(each(quorum, HOUR)),
      },
      fires: '7m',
    },
    {
      says: 'one Sentinel that is cut off does not hinder the other two',
      alert: 'NoQuorum',
      series: {
        ...each(up, HOUR),
        ...each(quorum, HOUR, [0, 1]),
        [quorum(2)]: [
          [1, '5m'],
          ['gone', '55m'],
        ],
        [noQuorum(2)]: [
          ['gone', '5m'],
          [0, '55m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a Sentinel that the others miss for five minutes is told',
      alert: 'SentinelsMissing',
      series: {
        ...each(known, [[3, '1h']], [0, 1]),
        ...each(
          reached,
          [
            [3, '5m'],
            [2, '55m'],
          ],
          [0, 1],
        ),
      },
      notUntil: '9m30s',
      fires: '11m',
    },
    {
      says: 'a pod that restarts within four minutes is not missed',
      alert: 'SentinelsMissing',
      series: {
        ...each(known, [[3, '1h']], [0, 1]),
        ...each(
          reached,
          [
            [3, '5m'],
            [2, '4m'],
            [3, '51m'],
          ],
          [0, 1],
        ),
      },
      silent: '1h',
    },
  ];
  return [{ about: 'orders/carts', cases: [...replication, ...sentinels] }];
}
