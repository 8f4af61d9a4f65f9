/** How tests speak to music devices: blocks of MIDI and DirectMusic frames, written to and read from their pins. */
import type { Handle } from '../../target/target.ts';
import { callerLayout } from '../classdrivers/ks/caller-layout.ts';
import { Client, concat, GET, i64, ulongs } from './client.ts';

/** A block as a client writes it: time in ms (MIDI) or 100 ns (DirectMusic). */
export interface Block {
  readonly time: number;
  readonly data: readonly number[];
}

const padded = (bytes: Uint8Array, to: number): Uint8Array =>
  concat(bytes, new Uint8Array((to - (bytes.length % to)) % to));

/** KSMUSICFORMATs; times are what each adds. */
export const musicFrame = (...blocks: readonly Block[]): Uint8Array =>
  concat(...blocks.map(({ time, data }) => padded(concat(ulongs(time, data.length), Uint8Array.from(data)), 4)));

/** DMUS_EVENTHEADERs; times are offsets from the time of the frame. */
export const eventFrame = (...blocks: readonly Block[]): Uint8Array =>
  concat(
    ...blocks.map(({ time, data }) =>
      padded(concat(ulongs(data.length, 1, time, 0, 1), Uint8Array.from(data)), 8),
    ),
  );

/** Takes a frame of KSMUSICFORMATs or DMUS_EVENTHEADERs apart. */
export function blocksOf(frame: Uint8Array, directMusic: boolean): Block[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const blocks: Block[] = [];
  const [head, align] = directMusic ? [20, 8] : [8, 4];
  for (let at = 0; at < frame.length; ) {
    const size = view.getUint32(directMusic ? at : at + 4, true);
    const time = directMusic ? Number(view.getBigInt64(at + 8, true)) : view.getUint32(at, true);
    blocks.push({ time, data: [...frame.subarray(at + head, at + head + size)] });
    at = Math.ceil((at + head + size) / align) * align;
  }
  return blocks;
}

/** A client of a music device. */
export class MusicClient extends Client {
  openNamed(name: string): Handle {
    const path = this.target.discover().find((filter) => filter.name === name)?.path ?? '';
    return this.opened(this.target.open(path, 0xc000_0000));
  }

  /** Writes one frame whose PresentationTime is `time` (100 ns). */
  write(pin: Handle, frame: Uint8Array, time = 0) {
    const { headers } = this.stream([{ extent: frame.length, used: frame.length, bytes: frame, time, flags: 0x10 }]);
    return this.submitStream(pin, true, headers);
  }

  /** A read of one frame: its request, and what was read once that is complete. */
  read(pin: Handle, extent = 256) {
    const { headers, frames } = this.stream([{ extent }]);
    const at = callerLayout(this.arch).streamHeader;
    return {
      request: this.submitStream(pin, false, headers),
      time: () => Number(i64(headers.bytes, at.presentationTime)),
      frame: () => (frames[0]?.bytes ?? new Uint8Array(0)).slice(0, this.headerField(headers, 'dataUsed')),
    };
  }

  /** Lets milliseconds pass. */
  pass(milliseconds: number): void {
    this.target.sleep(BigInt(milliseconds) * 10_000n);
  }

  /** The master clock of a DirectMusic filter. */
  masterClock(filter: Handle): number {
    return Number(i64(this.property(filter, 'KSPROPSETID_SynthClock', 0, GET, 8).out));
  }
}
