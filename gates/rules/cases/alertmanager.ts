/** Metrics of Alertmanager itself. */
import { type Cases, series } from '../case';
import type { Server } from '../synthesize';
import { targetsOf } from '../targets';

export function alertmanager(servers: readonly Server[]): Cases[] {
  const about = 'kinds/observability-alertmanager';
  const target = targetsOf(servers, about);
  const of = (pod: number) => ({
    ...target({ pod: `observability-alertmanager-${pod}`, container: 'alertmanager', port: 9093, ip: `10.0.0.${pod}` }),
  });
  const sent = (pod: number, integration: string) =>
    series('alertmanager_notifications_total', { ...of(pod), integration });
  const failed = (pod: number, integration: string) =>
    series('alertmanager_notifications_failed_total', { ...of(pod), integration });
  const members = (pod: number) => series('alertmanager_cluster_members', of(pod));
  const reloaded = (pod: number) => series('alertmanager_config_last_reload_successful', of(pod));
  return [
    {
      about,
      cases: [
        {
          says: 'a receiver that refuses every notification is told, by the others',
          alert: 'NotificationsFailing',
          series: {
            [sent(0, 'slack')]: [[0, '1h', 2]],
            [failed(0, 'slack')]: [
              [0, '10m'],
              [0, '50m', 2],
            ],
            [sent(0, 'email')]: [[0, '1h', 2]],
            [failed(0, 'email')]: [[0, '1h']],
          },
          notUntil: '19m',
          fires: '25m',
        },
        {
          says: 'a receiver that was away for five minutes is not told',
          alert: 'NotificationsFailing',
          series: {
            [sent(0, 'slack')]: [[0, '1h', 2]],
            [failed(0, 'slack')]: [
              [0, '10m'],
              [0, '4m', 2],
              [8, '46m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'a configuration that was refused is told',
          alert: 'AlertmanagerReloadFailed',
          series: { [reloaded(0)]: [[0, '1h']], [reloaded(1)]: [[1, '1h']] },
          notUntil: '9m',
          fires: '11m',
        },
        {
          says: 'a configuration that is mended within ten minutes is not told',
          alert: 'AlertmanagerReloadFailed',
          series: {
            [reloaded(0)]: [
              [0, '8m'],
              [1, '52m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'a server that the two others have lost is told by its name',
          alert: 'AlertmanagersApart',
          series: { [members(0)]: [[3, '1h']], [members(1)]: [[3, '1h']], [members(2)]: [[1, '1h']] },
          notUntil: '14m',
          fires: '16m',
        },
        {
          says: 'servers that start one after the other are not told',
          alert: 'AlertmanagersApart',
          series: {
            [members(0)]: [
              [1, '2m'],
              [3, '58m'],
            ],
            [members(1)]: [
              [2, '1m'],
              [3, '59m'],
            ],
          },
          silent: '1h',
        },
      ],
    },
  ];
}
