import { type SettledSticky, USUAL_COOKIE } from '../settled';

/** Returns `rest` below a prefix: `/$2` below `/`, `/shop/$2` below `/shop`. */
export function under(prefix: string, rest: string): string {
  return `${prefix.replace(/\/$/, '')}/${rest}`;
}

/** Returns a number of bytes as NGINX and HAProxy read it: `50m`. */
export function nginxSize(bytes: number): string {
  if (bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}m`;
  return bytes % 1024 === 0 ? `${bytes / 1024}k` : `${Math.ceil(bytes)}`;
}

/** Returns what a load balancer of a cloud refuses: it names the cookie, and the cookie has a longest age. */
export function ofCloud(
  { cookie, maxAge = 0 }: SettledSticky,
  cloud: string,
  longest: { readonly seconds: number; readonly said: string },
): string | undefined {
  if (cookie !== USUAL_COOKIE) return `leave cookie out: ${cloud} names it`;
  return maxAge > longest.seconds ? `use a maxAge of ${longest.said} or less` : undefined;
}

/** The longest age of a cookie of Google's load balancers. */
export const GOOGLE_LONGEST = { seconds: 14 * 86_400, said: 'two weeks' };
