/** Requests to apps, and objectives for them. */
import { type Case, type Cases, type Part, type Series, series } from '../case';
import type { Server } from '../synthesize';
import { type Labels, targetsOf } from '../targets';

/** Requests a minute, and how many of them fail and are slow. */
interface Load {
  readonly during: string;
  readonly failed?: number;
  readonly slow?: number;
}

const RATE = 600;

interface Names {
  readonly requests: string;
  readonly duration: string;
  readonly ok: Labels;
  readonly failed: Labels;
}

const PROMETHEUS: Names = {
  requests: 'http_requests_total',
  duration: 'http_request_duration_seconds',
  ok: { code: '200', method: 'GET' },
  failed: { code: '503', method: 'GET' },
};
const OPENTELEMETRY: Names = {
  requests: 'http_server_request_duration_seconds_count',
  duration: 'http_server_request_duration_seconds',
  ok: { http_response_status_code: '200', http_route: '/' },
  failed: { http_response_status_code: '503', http_route: '/' },
};

/** A counter that rises by a number a minute in each part. */
function counter(parts: readonly (readonly [string, number])[]): Part[] {
  let value = 0;
  return parts.map(([during, perMinute]) => {
    const part: Part = [value, during, perMinute];
    value += perMinute * minutes(during);
    return part;
  });
}

const minutes = (during: string): number => Number.parseInt(during, 10) * (during.endsWith('h') ? 60 : 1);

function traffic(names: Names, labels: Labels, loads: readonly Load[], rate = RATE): Series {
  const all = (of: (load: Load) => number): Part[] => counter(loads.map((load) => [load.during, of(load)]));
  const bucket = (le: string): string => series(`${names.duration}_bucket`, { ...labels, ...names.ok, le });
  return {
    [series(names.requests, { ...labels, ...names.ok })]: all(({ failed = 0 }) => rate - failed),
    [series(names.requests, { ...labels, ...names.failed })]: all(({ failed = 0 }) => failed),
    [bucket('0.25')]: all(({ slow = 0 }) => rate - slow),
    [bucket('1.0')]: all(({ slow = 0 }) => rate - slow),
    [bucket('2.5')]: all(() => rate),
    [bucket('+Inf')]: all(() => rate),
    ...(names === PROMETHEUS
      ? { [series(`${names.duration}_count`, { ...labels, ...names.ok })]: all(() => rate) }
      : {}),
  };
}

function requests(names: Names, labels: Labels): Case[] {
  const steady = traffic(names, labels, [{ during: '60m' }]);
  const elsewhere = traffic(names, { ...labels, namespace: 'other' }, [{ during: '60m', failed: 600, slow: 600 }]);
  return [
    {
      says: 'an app of which every tenth request fails wakes somebody',
      alert: 'ErrorRatio',
      series: traffic(names, labels, [{ during: '10m' }, { during: '50m', failed: 60 }]),
      notUntil: '19m',
      fires: '25m',
    },
    {
      says: 'a deploy during which requests fail for two minutes wakes nobody, and neither do those of another namespace',
      alert: 'ErrorRatio',
      series: {
        ...traffic(names, labels, [{ during: '10m' }, { during: '2m', failed: 300 }, { during: '48m' }]),
        ...elsewhere,
      },
      silent: '1h',
    },
    {
      says: 'an app that nobody asks has no share of failures',
      alert: 'ErrorRatio',
      series: traffic(names, labels, [{ during: '60m' }], 0),
      silent: '1h',
    },
    {
      says: 'an app of which two requests in a hundred are slow is told',
      alert: 'Latency',
      series: traffic(names, labels, [{ during: '10m' }, { during: '50m', slow: 12 }]),
      notUntil: '25m',
      fires: '31m',
    },
    {
      says: 'an app that starts slowly for five minutes is not told, and neither is one that is slow in another namespace',
      alert: 'Latency',
      series: {
        ...traffic(names, labels, [{ during: '10m' }, { during: '5m', slow: 300 }, { during: '45m' }]),
        ...elsewhere,
      },
      silent: '1h',
    },
    {
      says: 'pods that are replaced count from nought',
      alert: 'ErrorRatio',
      series: Object.fromEntries(Object.entries(steady).map(([key, [part]]) => [key, part ? [part, part] : []])),
      silent: '2h',
    },
  ];
}

type Wrong = 'failed' | 'slow';

/** Cases of the share of the month's budget that is spent while `wrong` of 600 requests a minute fail or are slow. */
function promise(part: 'Availability' | 'Latency', names: Names, labels: Labels, budget: number): Case[] {
  const wrong: Wrong = part === 'Availability' ? 'failed' : 'slow';
  const at = (loads: readonly (readonly [string, number])[]): Series =>
    traffic(
      names,
      labels,
      loads.map(([during, factor]) => ({ during, [wrong]: factor * budget * RATE })),
    );
  const slowly = { every: '1m' };
  const burn = (window: string): string => `${part}Burn${window}`;
  const fastest = Math.min(20, 1 / budget);
  return [
    {
      says: 'a budget that is spent within two days wakes somebody within the hour, and no longer than it is',
      alert: burn('1h'),
      series: at([
        ['60m', 0],
        ['60m', fastest],
        ['60m', 0],
      ]),
      notUntil: '65m',
      fires: '119m',
      over: '130m',
    },
    {
      says: 'a deploy that fails for a minute wakes nobody',
      alert: burn('1h'),
      series: at([
        ['60m', 0],
        ['1m', fastest],
        ['60m', 0],
      ]),
      silent: '2h',
    },
    {
      says: 'a budget that is spent within four days wakes somebody',
      alert: burn('6h'),
      ...slowly,
      series: at([
        ['6h', 0],
        ['6h', 8],
      ]),
      fires: '12h',
    },
    {
      says: 'a failure of ten minutes that is over wakes nobody a second time',
      alert: burn('6h'),
      ...slowly,
      series: at([
        ['6h', 0],
        ['10m', fastest],
        ['6h', 0],
      ]),
      silent: '12h',
    },
    {
      says: 'a budget that is spent within a week is told',
      alert: burn('1d'),
      ...slowly,
      series: at([['6h', 4.5]]),
      fires: '6h',
    },
    {
      says: 'a budget that is spent within a fortnight is not told by the alert for days',
      alert: burn('1d'),
      ...slowly,
      series: at([['6h', 2]]),
      silent: '6h',
    },
    {
      says: 'a budget that is spent within twenty days is told',
      alert: burn('3d'),
      ...slowly,
      series: at([['6h', 1.5]]),
      fires: '6h',
    },
    {
      says: 'a budget that lasts for two months is not told',
      alert: burn('3d'),
      ...slowly,
      series: at([['6h', 0.5]]),
      silent: '6h',
    },
  ];
}

export function webApp(servers: readonly Server[]): Cases[] {
  const target = (app: string): Labels =>
    targetsOf(servers, `kinds/${app}`)({ pod: `${app}-6b-a`, container: app, port: 9090 });
  return (
    [
      ['shop', PROMETHEUS],
      ['api', OPENTELEMETRY],
    ] as const
  ).map(([app, names]) => ({
    about: `kinds/${app}`,
    cases: [
      ...requests(names, target(app)),
      ...promise('Availability', names, target(app), 0.001),
      ...promise('Latency', names, target(app), 0.01),
    ],
  }));
}
