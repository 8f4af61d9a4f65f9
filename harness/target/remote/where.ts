/** Where an agent listens: `HOST:PORT`, an IPv6 address in brackets. */
import { isIP } from 'node:net';
import { UserError } from '../../base/errors.ts';

export interface Where {
  readonly host: string;
  readonly port: number;
}

/** Port of an agent unless told. */
export const usualPort = 7716;

/**
 * Reads `HOST:PORT`; the port may be left out.
 * @param option how errors name it
 * @throws UserError KS420
 */
export function readWhere(text: string, option: string): Where {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:/[\]@\s]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? usualPort : Number(port);
  if (host === undefined || number > 65_535) {
    throw new UserError({ code: 'KS420', message: `${option}: "${text}" is not a host and a port`, hint: `127.0.0.1:${usualPort}, tester.lan:${usualPort} or [::1]:${usualPort}` });
  }
  // What "localhost" means is a matter of a file; here it is this machine.
  return { host: host.toLowerCase() === 'localhost' ? '127.0.0.1' : host, port: number };
}

export function showWhere({ host, port }: Where): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can be there. A name never is: who answers for it is decided elsewhere. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1';
}
