/** Capture pins: a timer produces frames while the pin runs; a frame without a buffer is lost and counted. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTREAM_HEADER_OPTIONSF as OPTIONSF,
  type KsPin,
  type KsPinDispatch,
  type KsTimer,
} from '../descriptors.ts';
import type { KsAutomationTable } from '../../ks/automation.ts';
import { readU32 } from '../../ks/formats.ts';
import { ksGuid } from '../../ks/guids.ts';

interface Stream {
  timer: KsTimer | null;
  pictures: number;
  dropped: number;
  /** The last frame was lost. */
  gap: boolean;
}

const streamOf = (pin: KsPin): Stream => pin.context as Stream;

/** What a kind of stream delivers. */
export interface Source {
  /** 100 ns between frames. */
  readonly interval: (format: Uint8Array) => number;
  /** Bytes of a frame. */
  readonly size: (format: Uint8Array) => number;
  /** Whether there is a frame at all; always unless told. */
  readonly ready?: (pin: KsPin) => boolean;
}

/** Offset of nAvgBytesPerSec in a wave format. */
const bytesPerSecond = 72;

/** PCM, a period at a time. */
export const pcmSource = (period: number): Source => ({
  interval: () => period,
  size: (format) => Math.floor((readU32(format, bytesPerSecond) * period) / 10_000_000),
});

function deliver(pin: KsPin, source: Source): void {
  if (source.ready?.(pin) === false) return;
  const stream = streamOf(pin);
  stream.pictures++;
  const frame = pin.leadingEdge();
  if (frame === null) {
    stream.dropped++;
    stream.gap = true;
    return;
  }
  const size = Math.min(frame.frameExtent, source.size(pin.connectionFormat));
  frame.fill(0, size, stream.pictures & 0xff);
  frame.dataUsed = size;
  frame.presentationTime = pin.clockTime();
  frame.duration = source.interval(pin.connectionFormat);
  frame.optionsFlags = OPTIONSF.TIMEVALID | OPTIONSF.DURATIONVALID | OPTIONSF.SPLICEPOINT;
  if (stream.gap) frame.optionsFlags |= OPTIONSF.DATADISCONTINUITY;
  stream.gap = false;
  frame.advance();
}

/** The dispatch of a pin that delivers frames of a source. */
export function captureDispatch(source: Source): KsPinDispatch {
  return {
    create: (pin) => {
      pin.context = { timer: null, pictures: 0, dropped: 0, gap: false } satisfies Stream;
      return STATUS.STATUS_SUCCESS;
    },
    setDeviceState: (pin, to, from) => {
      const stream = streamOf(pin);
      stream.timer?.cancel();
      stream.timer = null;
      // The counts start anew on the way up, and survive a pause (VCAP-009).
      if (from === KSSTATE.STOP) Object.assign(stream, { pictures: 0, dropped: 0, gap: false });
      if (to === KSSTATE.RUN) {
        stream.timer = pin.filter.device.setPeriodicTimer(source.interval(pin.connectionFormat), () => {
          deliver(pin, source);
        });
      }
      return STATUS.STATUS_SUCCESS;
    },
    clock: {},
  };
}

/** DROPPEDFRAMES.CURRENT: the structure travels in In and Out (VCAP-008). */
export const droppedFrames: KsAutomationTable<KsPin> = {
  properties: [
    {
      set: ksGuid('PROPSETID_VIDCAP_DROPPEDFRAMES'),
      items: [
        {
          id: 0,
          minProperty: 48,
          minData: 48,
          get: (request) => {
            const { target, input, value } = request;
            const { pictures, dropped } = streamOf(target);
            value.write(0, input.slice(0, 24));
            value.setI64Number(24, pictures);
            value.setI64Number(32, dropped);
            value.setU32(40, 0);
            value.setU32(44, 0);
            request.information = 48;
            return STATUS.STATUS_SUCCESS;
          },
        },
      ],
    },
  ],
};
