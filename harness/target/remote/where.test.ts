import { expect, test } from 'vitest';
import { isLoopback, readWhere, showWhere } from './where.ts';

test.each([
  ['127.0.0.1:80', '127.0.0.1', 80],
  ['localhost', '127.0.0.1', 7716],
  ['tester.lan', 'tester.lan', 7716],
  ['[::1]:9', '::1', 9],
  ['0.0.0.0:0', '0.0.0.0', 0],
])('%s', (text, host, port) => {
  expect(readWhere(text, '--listen')).toEqual({ host, port });
  expect(readWhere(showWhere({ host, port }), '--listen')).toEqual({ host, port });
});

test.each(['', ':80', 'a b', '::1', 'host:99999', 'host:x', 'host:80/path', '[::1'])('"%s" is refused', (text) => {
  expect(() => readWhere(text, '--listen')).toThrow(`--listen: "${text}" is not a host and a port`);
});

test.each([['127.0.0.1', true], ['127.9.9.9', true], ['::1', true], ['0.0.0.0', false], ['::', false], ['127.evil.example', false], ['localhost.example', false], ['10.0.0.1', false]])('%s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
