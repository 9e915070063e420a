/** Stores that begin with a backup or with a copy: metrics of kube-state-metrics about the init containers of their pods. */
import { type Case, type Cases, type Part, series } from '../case';

const KUBE = { job: 'kube-state-metrics', instance: '10.2.0.1:8080', namespace: 'kinds' };

type Values = readonly Part[];

/** The series of one step in one pod: how often it was started again, and if it has succeeded. */
function step(pod: string, container: string, restarts: Values, ready: Values): Record<string, Values> {
  const labels = { ...KUBE, pod, container, uid: 'a1' };
  return {
    [series('kube_pod_init_container_status_restarts_total', labels)]: restarts,
    [series('kube_pod_init_container_status_ready', labels)]: ready,
  };
}

function failed(alert: string, pod: string, first: string, second: string): Case[] {
  const done = step(pod, first, [[0, '1h']], [[1, '1h']]);
  return [
    {
      alert,
      says: 'a step that fails again and again is told, and is forgotten once it succeeds',
      series: {
        ...done,
        ...step(
          pod,
          second,
          [
            [0, '5m'],
            [5, '55m'],
          ],
          [
            [0, '30m'],
            [1, '30m'],
          ],
        ),
      },
      notUntil: '4m',
      fires: '8m',
      over: '33m',
    },
    {
      alert,
      says: 'a step that has failed once is tried again, and a step before it that needed three attempts has succeeded',
      series: { ...step(pod, first, [[3, '1h']], [[1, '1h']]), ...step(pod, second, [[1, '1h']], [[0, '1h']]) },
      silent: '1h',
    },
    {
      alert,
      says: 'another container before the server is not its own',
      series: { ...done, ...step(pod, 'migrate', [[9, '1h']], [[0, '1h']]) },
      silent: '1h',
    },
  ];
}

function late(alert: string, pod: string, first: string, second: string): Case[] {
  const done = step(pod, first, [[0, '6h']], [[1, '6h']]);
  return [
    {
      alert,
      every: '5m',
      says: 'a step that has not ended after the time that it may take is told',
      series: { ...done, ...step(pod, second, [[0, '6h']], [[0, '6h']]) },
      notUntil: '50m',
      fires: '3h',
    },
    {
      alert,
      every: '5m',
      says: 'a step that ends in that time is no news',
      series: {
        ...done,
        ...step(
          pod,
          second,
          [[0, '6h']],
          [
            [0, '45m'],
            [1, '5h'],
          ],
        ),
      },
      silent: '5h',
    },
  ];
}

export function begin(): Cases[] {
  return [
    {
      about: 'kinds/restored',
      cases: [
        ...failed('RestoreFailed', 'restored-0', 'restore-decide', 'restore-fetch'),
        ...late('RestoreLate', 'restored-0', 'restore-decide', 'restore-fetch'),
      ],
    },
    {
      about: 'kinds/orders18',
      cases: [
        ...failed('CopyFailed', 'orders18-0', 'copy-take', 'copy-load'),
        ...late('CopyLate', 'orders18-0', 'copy-take', 'copy-load'),
      ],
    },
  ];
}
