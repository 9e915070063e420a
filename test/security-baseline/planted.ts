/** Secrets and harmless values, made up by a generator with a fixed seed: no real one stands in the repository. */

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const UPPER = LOWER.toUpperCase();
const HEX = '0123456789abcdef';
const ALNUM = LOWER + UPPER + DIGITS;

/** Returns a function that makes numbers below a limit. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export class Planting {
  private readonly next: (below: number) => number;

  constructor(seed: number) {
    this.next = numbers(seed);
  }

  text(length: number, alphabet = ALNUM): string {
    return Array.from({ length }, () => alphabet[this.next(alphabet.length)]).join('');
  }

  one<T>(all: readonly T[]): T {
    return all[this.next(all.length)] as T;
  }

  /** One token of each form, put together from parts. */
  tokens(): readonly string[] {
    const t = (length: number, alphabet?: string): string => this.text(length, alphabet);
    return [
      `-----BEGIN ${this.one(['', 'RSA ', 'EC ', 'OPENSSH '])}PRIVATE KEY-----\n${t(64)}\n-----END`,
      `AGE-SECRET-KEY-1${t(58, UPPER)}`,
      `postgres://app:${t(12)}@db.example.com:5432/app`,
      `redis://:${t(12)}@cache.example.com`,
      `Basic ${t(24)}==`,
      `Bearer ${t(40)}`,
      `eyJ${t(20)}.eyJ${t(40)}.${t(43)}`,
      `AKIA${t(16, UPPER)}`,
      `AIza${t(35)}`,
      `GOCSPX-${t(28)}`,
      `ya29.${t(60)}`,
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${t(86)}==`,
      `Endpoint=sb://a.example.com/;SharedAccessKey=${t(43)}=`,
      `${t(3)}8Q~${t(34)}`,
      `dop_v1_${t(64, HEX)}`,
      `gh${this.one([...'opusr'])}_${t(36)}`,
      `github_pat_${t(82)}`,
      `glpat-${t(20)}`,
      `ATATT3${t(80)}`,
      `sk_live_${t(24)}`,
      `whsec_${t(32)}`,
      `sq0csp-${t(43)}`,
      `access_token$production$${t(16, LOWER)}$${t(32, HEX)}`,
      `shpat_${t(32, HEX)}`,
      `xoxb-${t(12, DIGITS)}-${t(24)}`,
      `https://hooks.slack.com/services/T${t(9, UPPER)}/B${t(9, UPPER)}/${t(24)}`,
      `https://discord.com/api/webhooks/${t(18, DIGITS)}/${t(68)}`,
      `${t(9, DIGITS)}:AA${t(33)}`,
      `SG.${t(22)}.${t(43)}`,
      `key-${t(32, HEX)}`,
      `${t(32, HEX)}-us12`,
      `npm_${t(36)}`,
      `pypi-AgE${t(80)}`,
      `rubygems_${t(48, HEX)}`,
      `oy2${t(43, LOWER)}`,
      `dckr_pat_${t(27)}`,
      `hvs.${t(90)}`,
      `${t(14)}.atlasv1.${t(67)}`,
      `dp.pt.${t(43)}`,
      `glsa_${t(32)}_${t(8, HEX)}`,
      `NRAK-${t(27, UPPER)}`,
      `sntrys_${t(60)}`,
      `sk-proj-${t(48)}`,
      `hf_${t(34, LOWER)}`,
      `dapi${t(32, HEX)}`,
      `lin_api_${t(40)}`,
      `pscale_tkn_${t(43)}`,
    ];
  }

  /** A name that says so, and a value that is no word. */
  assignment(): readonly [name: string, value: string] {
    const name = this.one(['DB_PASSWORD', 'ADMIN_PASSWD', 'API_KEY', 'SESSION_SECRET', 'AUTH_TOKEN', 'JWT_SECRET_KEY']);
    return [name, `${this.text(6)}${this.text(2, DIGITS)}${this.text(4)}${this.text(2, UPPER)}x9Q`];
  }

  /** A name, and a value that is no secret whatever the name says. */
  harmless(): readonly [name: string, value: string] {
    const name = this.one([
      'DB_PASSWORD',
      'API_KEY',
      'SESSION_SECRET',
      'AUTH_TOKEN',
      'CREDENTIALS',
      'CACHE_KEY',
      'COLOUR',
    ]);
    const word = (): string => this.text(3 + this.next(7), LOWER);
    const hex = (length: number): string => this.text(length, HEX);
    const values = [
      () => [8, 4, 4, 4, 12].map(hex).join('-'),
      () => hex(this.one([32, 40, 64, 128])),
      () => `sha256:${hex(64)}`,
      () => `ghcr.io/${word()}/${word()}@sha256:${hex(64)}`,
      () => `/${word()}/${word()}/${word()}.${this.one(['pem', 'txt', 'key'])}`,
      () => `${word()}/${word()}`,
      () => `${word()}-${word()}-${word()}`,
      () => `${word()}_${word()}`,
      () => `${word()}.${word()}.svc.cluster.local`,
      () => `https://${word()}.example.com/${word()}?page=${this.next(9)}`,
      () => `postgres://app@${word()}.example.com:5432/app`,
      () => `${this.next(100000)}`,
      () => `${this.next(60)}m`,
      () => this.one(['true', 'false', 'yes', 'off', '']),
      () => `$(${word().toUpperCase()})`,
      () => `\${${word().toUpperCase()}}`,
      () => `{{ .Values.${word()} }}`,
      () => `-----BEGIN PUBLIC KEY-----\n${this.text(64)}\n-----END PUBLIC KEY-----`,
      () => `-----BEGIN CERTIFICATE-----\n${this.text(64)}\n-----END CERTIFICATE-----`,
      () => `ssh-ed25519 ${this.text(68)} ann@example.com`,
    ];
    return [name, this.one(values)()];
  }
}
