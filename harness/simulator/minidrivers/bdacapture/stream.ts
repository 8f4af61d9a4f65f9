/** What the output pins of the capture filter deliver while they run: transport packets or sections, every 10 ms. */
import { STATUS } from '../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTREAM_HEADER_OPTIONSF as OPTIONSF,
  type KsPin,
  type KsPinDispatch,
  type KsTimer,
} from '../../classdrivers/avstream/descriptors.ts';
import { stateOf } from './state.ts';

const interval = 100_000;
export const packetSize = 188;
/** 40 packets in 10 ms: 6 Mbit/s. */
const packetsPerFrame = 40;
export const frameSize = packetSize * packetsPerFrame;
const syncByte = 0x47;
/** PAT, and the PIDs of one programme: what is on the air. */
const broadcast: readonly number[] = [0x0000, 0x0100, 0x0101, 0x0102];

interface Stream {
  timer: KsTimer | null;
  /** Packets sent of each PID, for the continuity counter. */
  readonly counts: Map<number, number>;
  next: number;
}

/** Fills the bytes of one frame for the pin. */
type Source = (pin: KsPin, stream: Stream, bytes: Uint8Array) => void;

/** Of a capture filter the PIDs that were mapped, or all where none was. */
export function passing(pin: KsPin): readonly number[] {
  const { pids, bypassed } = stateOf(pin);
  return bypassed || pids.size === 0 ? broadcast : [...pids.keys()];
}

/** Of a tuner everything. */
export const everything = (): readonly number[] => broadcast;

/** 188-byte packets: sync byte, PID, payload only, continuity counter. */
export const transportPackets = (pidsOf: (pin: KsPin) => readonly number[]): Source => (pin, stream, bytes) => {
  const pids = pidsOf(pin);
  bytes.fill(0xff);
  for (let at = 0; at + packetSize <= bytes.length; at += packetSize) {
    const pid = pids[stream.next++ % pids.length] ?? 0;
    const count = stream.counts.get(pid) ?? 0;
    stream.counts.set(pid, count + 1);
    bytes[at] = syncByte;
    bytes[at + 1] = pid >>> 8;
    bytes[at + 2] = pid & 0xff;
    bytes[at + 3] = 0x10 | (count & 0x0f);
  }
};

/** The section that was asked for, or one of stuffing. */
export const sections: Source = (pin, _stream, bytes) => {
  bytes.fill(0xff);
  bytes.set(stateOf(pin).section.subarray(12, 12 + bytes.length));
};

function deliver(pin: KsPin, stream: Stream, source: Source): void {
  const frame = pin.leadingEdge();
  if (frame === null) return;
  const bytes = new Uint8Array(Math.min(frame.frameExtent, frameSize));
  source(pin, stream, bytes);
  frame.write(0, bytes);
  frame.dataUsed = bytes.length;
  frame.presentationTime = pin.clockTime();
  frame.duration = interval;
  frame.optionsFlags = OPTIONSF.TIMEVALID | OPTIONSF.DURATIONVALID | OPTIONSF.SPLICEPOINT;
  frame.advance();
}

/** The dispatch of a pin that delivers what a source makes. */
export function outputDispatch(source: Source): KsPinDispatch {
  return {
    create: (pin) => {
      pin.context = { timer: null, counts: new Map(), next: 0 } satisfies Stream;
      return STATUS.STATUS_SUCCESS;
    },
    setDeviceState: (pin, to) => {
      const stream = pin.context as Stream;
      stream.timer?.cancel();
      stream.timer = null;
      if (to === KSSTATE.RUN) {
        stream.timer = pin.filter.device.setPeriodicTimer(interval, () => {
          deliver(pin, stream, source);
        });
      }
      return STATUS.STATUS_SUCCESS;
    },
    clock: {},
  };
}
