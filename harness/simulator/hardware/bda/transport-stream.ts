/** What is on the air, and what of it passes: transport packets or sections, every 10 ms. */
import type { Demultiplexer } from './demultiplexer.ts';

/** 100 ns between two frames. */
export const frameInterval = 100_000;
export const packetSize = 188;
/** 40 packets in 10 ms: 6 Mbit/s. */
const packetsPerFrame = 40;
export const frameSize = packetSize * packetsPerFrame;
const syncByte = 0x47;
/** PAT, and the PIDs of one programme: what is on the air. */
const broadcast: readonly number[] = [0x0000, 0x0100, 0x0101, 0x0102];

/** Fills the bytes of one frame. */
export type FrameSource = (bytes: Uint8Array) => void;

/** Of a demultiplexer the PIDs that were mapped, or all where none was. */
export const passing = ({ pids, bypassed }: Demultiplexer): readonly number[] =>
  bypassed || pids.size === 0 ? broadcast : [...pids.keys()];

/** Of a tuner everything. */
export const everything = (): readonly number[] => broadcast;

/** A stream of 188-byte packets: sync byte, PID, payload only, continuity counter. */
export function transportPackets(pidsNow: () => readonly number[]): FrameSource {
  /** Packets sent of each PID, for the continuity counter. */
  const counts = new Map<number, number>();
  let next = 0;
  return (bytes) => {
    const pids = pidsNow();
    bytes.fill(0xff);
    for (let at = 0; at + packetSize <= bytes.length; at += packetSize) {
      const pid = pids[next++ % pids.length] ?? 0;
      const count = counts.get(pid) ?? 0;
      counts.set(pid, count + 1);
      bytes[at] = syncByte;
      bytes[at + 1] = pid >>> 8;
      bytes[at + 2] = pid & 0xff;
      bytes[at + 3] = 0x10 | (count & 0x0f);
    }
  };
}

/** The section that was asked for, or one of stuffing. */
export const sections =
  (demultiplexer: Demultiplexer): FrameSource =>
  (bytes) => {
    bytes.fill(0xff);
    bytes.set(demultiplexer.section.subarray(12, 12 + bytes.length));
  };
