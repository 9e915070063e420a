import type { AddressParts } from '../lib';

/** The address of a program as `host:port`, in a variable that the caller reads. */
export const address = (name: string) => ({ env: { [name]: ({ host, port }: AddressParts) => `${host}:${port}` } });
