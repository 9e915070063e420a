/** A name server as small as it can be: addresses of names that a function knows. Names and types follow RFC 1035. */
import { createSocket } from 'node:dgram';
import { DNS_ADDRESS } from './network';

const TTL_SECONDS = 5;
const TYPE_A = 1;
const NO_ERROR = 0x8580;
const NO_SUCH_NAME = 0x8583;

/** @returns addresses, an empty list for a name that exists without any, or `undefined` for one that does not exist. */
export type Lookup = (name: string) => readonly string[] | undefined;

interface Question {
  readonly name: string;
  readonly type: number;
  /** Offset of the question's end in the message. */
  readonly end: number;
}

function question(message: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  while (message[at]) {
    const length = message[at] ?? 0;
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(message: Buffer, lookup: Lookup): Buffer {
  const { name, type, end } = question(message);
  const found = lookup(name);
  const addresses = type === TYPE_A ? (found ?? []) : [];
  const header = Buffer.from(message.subarray(0, 12));
  header.writeUInt16BE(found ? NO_ERROR : NO_SUCH_NAME, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  header.fill(0, 8);
  const records = addresses.map((address) => {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc00c, 0); // the name in the question
    record.writeUInt16BE(TYPE_A, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(TTL_SECONDS, 6);
    record.writeUInt16BE(4, 10);
    for (const [i, part] of address.split('.').entries()) record.writeUInt8(Number(part), 12 + i);
    return record;
  });
  return Buffer.concat([header, message.subarray(12, end), ...records]);
}

/** Answers on the cluster's DNS address until this process ends. */
export async function serveNames(lookup: Lookup): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    if (message.length > 16) socket.send(answer(message, lookup), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(53, DNS_ADDRESS, resolve));
}
