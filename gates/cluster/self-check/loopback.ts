/** On which addresses processes listen, as the kernel sees it. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processesMentioning } from './checks';

const LISTENING = '0A';
const LOOPBACK = ['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F'];

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

/** @returns the TCP addresses on which processes whose command lines mention `text` listen, and for each if it is loopback */
export async function listeners(text: string): Promise<{ readonly address: string; readonly loopback: boolean }[]> {
  const pids = (await processesMentioning(text)).map((line) => Number.parseInt(line, 10));
  const own = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTENING && own.has(`${inode}`))
    .map(([, address = '']) => ({ address, loopback: LOOPBACK.includes(address.split(':')[0] ?? '') }));
}
