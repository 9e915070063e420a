/** Returns a path in which a regular expression finds only itself. */
export function escaped(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Returns `rest` below a prefix: `/$2` below `/`, `/shop/$2` below `/shop`. */
export function under(prefix: string, rest: string): string {
  return `${prefix.replace(/\/$/, '')}/${rest}`;
}

/** Returns a number of bytes as NGINX and HAProxy read it: `50m`. */
export function nginxSize(bytes: number): string {
  if (bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}m`;
  return bytes % 1024 === 0 ? `${bytes / 1024}k` : `${Math.ceil(bytes)}`;
}
