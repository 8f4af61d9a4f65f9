import { describe, expect, it } from 'vitest';
import type { Action, Slot } from '../traffic/actions.ts';
import { readTape, Tape, type TapeSink } from './tape.ts';

const open: Action = { do: 'open', path: 'camera', access: 3, makes: 1 as Slot };
const request: Action = {
  do: 'ioctl',
  handle: 1 as Slot,
  code: 0x2f0003,
  input: { bytes: Uint8Array.of(1, 2, 3), links: [] },
  output: { bytes: new Uint8Array(100).fill(0xa5), links: [] },
};

function fill(tape: Tape): void {
  tape.note(open);
  tape.ioctl(1 as Slot, 0x2f0003, Uint8Array.of(1, 2, 3), new Uint8Array(100).fill(0xa5));
  tape.ioctl(1 as Slot, 0x2f0003, null, null);
}

describe('a tape', () => {
  it('gives back what was noted', () => {
    const tape = new Tape();
    fill(tape);
    expect(tape.actions()).toEqual([open, request, { ...request, input: null, output: null }]);
  });
  it('grows', () => {
    const tape = new Tape();
    for (let i = 0; i < 3; i++) tape.ioctl(1 as Slot, i, new Uint8Array(900_000), null);
    expect(tape.actions().map((action) => 'code' in action && action.code)).toEqual([0, 1, 2]);
  });
  it('forgets what was before it was rewound', () => {
    const tape = new Tape();
    fill(tape);
    tape.rewind();
    tape.note(open);
    expect(tape.actions()).toEqual([open]);
  });

  describe('that is written through', () => {
    const written = (use: (tape: Tape) => void): Uint8Array => {
      const parts: Uint8Array[] = [];
      const sink: TapeSink = (bytes) => parts.push(bytes.slice());
      use(new Tape(sink));
      return Buffer.concat(parts);
    };
    it('can be read by another process', () => {
      expect(readTape(written(fill))).toEqual([open, request, { ...request, input: null, output: null }]);
    });
    it('begins anew where it was rewound', () => {
      const bytes = written((tape) => {
        fill(tape);
        tape.rewind();
        tape.note(open);
      });
      expect(readTape(bytes)).toEqual([open]);
    });
    it('leaves out what was only half written', () => {
      const bytes = written(fill);
      for (const cut of [1, 12, 17]) expect(readTape(bytes.subarray(0, bytes.length - cut))).toEqual([open, request]);
    });
  });
});
