import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

/** @returns a port of 127.0.0.1 that nothing listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** @returns true if `url` answers with status 200; `certificate` is the one that an https server must present */
export function isUp(url: string, options: { token?: string; certificate?: string } = {}): Promise<boolean> {
  const { get } = url.startsWith('https:') ? https : http;
  const headers = options.token ? { authorization: `Bearer ${options.token}` } : {};
  return new Promise((resolve) => {
    const request = get(url, { headers, ca: options.certificate, agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
    request.on('timeout', () => request.destroy());
  });
}

/** @returns true if nothing listens on `port` of 127.0.0.1 just now */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
