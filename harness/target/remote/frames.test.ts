import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError } from './bytes.ts';
import { encodeFrame, FrameDecoder, frameKinds } from './frames.ts';
import type { Frame, FrameKind } from './frames.ts';

const limit = 1000;
const kinds = Object.keys(frameKinds) as FrameKind[];
const frame = fc.record({ kind: fc.constantFrom(...kinds), body: fc.uint8Array({ maxLength: limit - 1 }) });
const cuts = fc.array(fc.nat(5000), { maxLength: 20 });

/** Feeds bytes in pieces. */
function decode(bytes: Uint8Array, at: readonly number[], most = limit): { frames: Frame[]; error: unknown; decoder: FrameDecoder } {
  const decoder = new FrameDecoder(most);
  const frames: Frame[] = [];
  const ends = [...at.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
  let from = 0;
  try {
    for (const to of ends) {
      frames.push(...decoder.feed(bytes.subarray(from, to)));
      from = to;
    }
  } catch (error) {
    return { frames, error, decoder };
  }
  return { frames, error: undefined, decoder };
}

test('what was sent arrives, however it is cut', () => {
  fc.assert(fc.property(fc.array(frame, { maxLength: 5 }), cuts, (sent, at) => {
    const bytes = Buffer.concat(sent.map(({ kind, body }) => encodeFrame(kind, body)));
    const { frames, error, decoder } = decode(bytes, at);
    expect(error).toBeUndefined();
    expect(frames.map(({ kind, body }) => ({ kind, body: [...body] }))).toEqual(sent.map(({ kind, body }) => ({ kind, body: [...body] })));
    expect(decoder.amidst).toBe(false);
  }));
});

test('anything else is refused, never more, and takes no more memory than the limit allows', () => {
  // Lengths near the limit, kinds near those that there are, then anything.
  const head = fc.tuple(fc.oneof(fc.nat(2 * limit), fc.constantFrom(0, 0x7fff_ffff, 0xffff_ffff)), fc.nat(10)).map(([length, kind]) => {
    const bytes = new Uint8Array(5);
    new DataView(bytes.buffer).setUint32(0, length, true);
    bytes[4] = kind;
    return bytes;
  });
  const noise = fc.array(fc.oneof(head, fc.uint8Array({ maxLength: 50 })), { maxLength: 20 }).map((parts) => Buffer.concat(parts));
  let refused = 0;
  fc.assert(fc.property(noise, cuts, (bytes, at) => {
    const { frames, error } = decode(bytes, at);
    if (error !== undefined) {
      refused++;
      expect(error).toBeInstanceOf(ProtocolError);
    }
    for (const { body } of frames) expect(body.buffer.byteLength).toBeLessThan(limit);
  }));
  expect(refused).toBeGreaterThan(10);
});

describe('a frame', () => {
  test.each([
    ['that is empty', [0, 0, 0, 0, 5], 'an empty frame'],
    ['that is too long', [0xe9, 3, 0, 0, 5], 'a frame of 1001 bytes, where 1000 are the most'],
    ['of no known kind', [1, 0, 0, 0, 77], 'a frame of the unknown kind 77'],
  ])('%s is refused at its head', (_name, bytes, message) => {
    expect(decode(Uint8Array.from(bytes), []).error).toEqual(new ProtocolError(message));
  });

  test('that is cut off is known to be', () => {
    const bytes = encodeFrame('calls', Uint8Array.of(1, 2, 3));
    expect(decode(bytes.subarray(0, -1), []).decoder.amidst).toBe(true);
  });
});
