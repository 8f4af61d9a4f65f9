/** Pins that deliver what their hardware makes as long as they run, one frame every so often; what nobody fetches is gone. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTREAM_HEADER_OPTIONSF as OPTIONSF,
  type KsPin,
  type KsPinDispatch,
  type KsTimer,
} from '../descriptors.ts';

/** What comes out of a pin. */
export interface TimedOutput {
  /** 100 ns between frames. */
  readonly interval: number;
  /** Bytes of a frame, if the client's has room for them. */
  readonly size: number;
  /** Made for every open pin: fills the bytes of one frame. */
  readonly source: (pin: KsPin) => (bytes: Uint8Array) => void;
}

interface Stream {
  timer: KsTimer | null;
  readonly fill: (bytes: Uint8Array) => void;
}

function deliver(pin: KsPin, { fill }: Stream, { interval, size }: TimedOutput): void {
  const frame = pin.leadingEdge();
  if (frame === null) return;
  const bytes = new Uint8Array(Math.min(frame.frameExtent, size));
  fill(bytes);
  frame.write(0, bytes);
  frame.dataUsed = bytes.length;
  frame.presentationTime = pin.clockTime();
  frame.duration = interval;
  frame.optionsFlags = OPTIONSF.TIMEVALID | OPTIONSF.DURATIONVALID | OPTIONSF.SPLICEPOINT;
  frame.advance();
}

/** The dispatch of such a pin. */
export function timedOutput(output: TimedOutput): KsPinDispatch {
  return {
    create: (pin) => {
      pin.context = { timer: null, fill: output.source(pin) } satisfies Stream;
      return STATUS.STATUS_SUCCESS;
    },
    setDeviceState: (pin, to) => {
      const stream = pin.context as Stream;
      stream.timer?.cancel();
      stream.timer = null;
      if (to === KSSTATE.RUN) {
        stream.timer = pin.filter.device.setPeriodicTimer(output.interval, () => {
          deliver(pin, stream, output);
        });
      }
      return STATUS.STATUS_SUCCESS;
    },
    clock: {},
  };
}
