/** Hosts, as a client outside of the cluster finds them. */
import { type Cases, series } from '../case';

const DAY = 24 * 3600;
const labels = { job: 'probe', namespace: 'kinds', workload: 'shop' };
const at = (name: string, host: string): string => series(`probe_${name}`, { ...labels, instance: `https://${host}/` });
const status = (host: string): string => at('http_status_code', host);
const expiry = (host: string): string => at('ssl_earliest_cert_expiry', host);

export function hosts(): Cases[] {
  return [
    {
      about: 'kinds/shop',
      cases: [
        {
          says: 'a host that nobody answers for is told, by its name, beside one that answers',
          alert: 'HostUnreachable',
          series: { [status('shop.example.com')]: [[0, '1h']], [status('www.example.com')]: [[200, '1h']] },
          notUntil: '4m',
          fires: '6m',
        },
        {
          says: 'a host whose proxy finds no app is told, until it does',
          alert: 'HostUnreachable',
          series: {
            [status('shop.example.com')]: [
              [503, '20m'],
              [200, '40m'],
            ],
          },
          fires: '10m',
          over: '22m',
        },
        {
          says: 'a host that asks for a password, or leads elsewhere, answers',
          alert: 'HostUnreachable',
          series: {
            [status('shop.example.com')]: [[401, '1h']],
            [at('success', 'shop.example.com')]: [[0, '1h']],
            [status('www.example.com')]: [[302, '1h']],
            [at('success', 'www.example.com')]: [[0, '1h']],
          },
          silent: '1h',
        },
        {
          says: 'a certificate that nobody renewed is told two weeks before it ends',
          alert: 'HostCertificateExpires',
          series: { [expiry('shop.example.com')]: [[14 * DAY, '3h']] },
          fires: '2h',
        },
        {
          says: 'a certificate that is renewed every 60 days is not told',
          alert: 'HostCertificateExpires',
          series: { [expiry('shop.example.com')]: [[30 * DAY, '3h']] },
          silent: '3h',
        },
      ],
    },
  ];
}
