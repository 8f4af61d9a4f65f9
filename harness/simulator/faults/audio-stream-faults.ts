/** Faults of audio streams. Long because it is a table: one entry after the other. */
import { STATUS } from '../../abi/ntstatus.ts';
import { KSSTATE } from '../classdrivers/portcls/descriptors.ts';
import type { PcHwRegister, PcMiniportWaveRTStream, PcNotificationEvent } from '../classdrivers/portcls/miniports.ts';
import { WaveRtPin } from '../classdrivers/portcls/wavert-pin.ts';
import type { Fault } from './fault.ts';
import { onStream } from './miniport-taps.ts';
import { answering, getting } from './on-property.ts';
import { wrap } from './wrap.ts';

const device = 'hdaudio';
const success = STATUS.STATUS_SUCCESS;
type Position = ReturnType<PcMiniportWaveRTStream['getPosition']>;

/** Both offsets as `change` makes them. */
const moved = ({ playOffset, writeOffset }: Position, change: (offset: number) => number): Position => ({
  playOffset: change(playOffset),
  writeOffset: change(writeOffset),
});

/** What is told of a register, if the stream has that one, with something else in it. */
function telling(stream: PcMiniportWaveRTStream, which: 'getPositionRegister' | 'getClockRegister', lie: Partial<PcHwRegister>): void {
  if (stream[which] === undefined) return;
  wrap(stream as Required<PcMiniportWaveRTStream>, which, (get) => () => {
    const register = get();
    return typeof register === 'number' ? register : { ...register, ...lie };
  });
}

/** Faults of WaveRT streams: positions, buffers, notifications, packets. */
export const audioStreamFaults: readonly Fault[] = [
  {
    id: 'position.runs-in-pause',
    bugClass: 'BUG-060',
    title: 'The position of a paused stream goes on at every reading',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        let [state, ahead] = [KSSTATE.STOP as number, 0];
        wrap(stream, 'setState', (setState) => (to) => {
          state = to;
          return setState(to);
        });
        wrap(stream, 'getPosition', (getPosition) => () => {
          if (state === KSSTATE.PAUSE) ahead += 4;
          return moved(getPosition(), (offset) => offset + ahead);
        });
      });
    },
  },
  {
    id: 'position.kept-after-stop',
    bugClass: 'BUG-060',
    title: 'A stream that was stopped is still where it was',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        let last: Position = { playOffset: 0, writeOffset: 0 };
        wrap(stream, 'setState', (setState) => (to) => {
          if (to === KSSTATE.ACQUIRE) last = stream.getPosition();
          return setState(to);
        });
        wrap(stream, 'getPosition', (getPosition) => () => {
          const now = getPosition();
          return now.playOffset === 0 ? last : now;
        });
      });
    },
  },
  {
    id: 'position.off-rate',
    bugClass: 'BUG-065',
    title: 'The position advances three per cent too fast',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        wrap(stream, 'getPosition', (getPosition) => () => moved(getPosition(), (offset) => Math.floor((offset * 1.03) / 4) * 4));
      });
    },
  },
  {
    id: 'position.jumps',
    bugClass: 'BUG-065',
    title: 'The position moves in steps of 20 ms',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        wrap(stream, 'getPosition', (getPosition) => () => moved(getPosition(), (offset) => offset - (offset % 3840)));
      });
    },
  },
  {
    id: 'position.within-block',
    bugClass: 'BUG-063',
    title: 'The position lies between two samples',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        wrap(stream, 'getPosition', (getPosition) => () => moved(getPosition(), (offset) => (offset === 0 ? 0 : offset + 1)));
      });
    },
  },
  {
    id: 'position.beyond-buffer',
    bugClass: 'BUG-063',
    title: 'The position of a cyclic buffer does not come round',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        let [turns, last] = [0, 0];
        wrap(stream, 'getPosition', (getPosition) => () => {
          const now = getPosition();
          if (now.playOffset < last) turns++;
          last = now.playOffset;
          return moved(now, (offset) => offset + turns * 4096);
        });
      });
    },
  },
  {
    id: 'buffer.smaller-than-asked',
    bugClass: 'BUG-056',
    title: 'The cyclic buffer is rounded down',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        wrap(stream, 'allocateAudioBuffer', (allocate) => (requested) => {
          const buffer = allocate(requested);
          return typeof buffer === 'number' ? buffer : { ...buffer, actualSize: requested - (requested % 128) };
        });
      });
    },
  },
  {
    id: 'notification.every-other',
    bugClass: 'BUG-035',
    title: 'Only every other notification of a buffer is given',
    device,
    apply: (simulation) => {
      onStream(simulation, ({ notification }) => {
        if (notification === undefined) return;
        const halved = new Map<PcNotificationEvent, PcNotificationEvent>();
        wrap(notification, 'registerNotificationEvent', (register) => (event) => {
          let count = 0;
          const half = {
            set: () => {
              if (++count % 2 === 0) event.set();
            },
          };
          halved.set(event, half);
          return register(half);
        });
        wrap(notification, 'unregisterNotificationEvent', (unregister) => (event) => unregister(halved.get(event) ?? event));
      });
    },
  },
  {
    id: 'notification.goes-on',
    bugClass: 'BUG-035',
    title: 'An event that was unregistered is signalled on',
    device,
    apply: (simulation) => {
      onStream(simulation, ({ notification }) => {
        if (notification !== undefined) wrap(notification, 'unregisterNotificationEvent', () => () => success);
      });
    },
  },
  {
    id: 'packet.late-accepted',
    bugClass: 'BUG-057',
    title: 'A packet that was played already is taken',
    device,
    apply: (simulation) => {
      onStream(simulation, ({ output }) => {
        if (output === undefined) return;
        wrap(output, 'setWritePacket', (set) => (...packet) => {
          const status = set(...packet);
          return status === STATUS.STATUS_DATA_LATE_ERROR ? success : status;
        });
      });
    },
  },
  {
    id: 'packet.end-forgotten',
    bugClass: 'BUG-057',
    title: 'A stream goes on behind its last packet',
    device,
    apply: (simulation) => {
      onStream(simulation, ({ output }) => {
        if (output !== undefined) wrap(output, 'setWritePacket', (set) => (number, _flags, length) => set(number, 0, length));
      });
    },
  },
  {
    id: 'packet.count-kept',
    bugClass: 'BUG-057',
    title: 'The count of packets is not reset in STOP',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        if (stream.getPacketCount === undefined) return;
        const counting = stream as Required<Pick<PcMiniportWaveRTStream, 'getPacketCount' | 'setState'>>;
        let most = 0;
        wrap(counting, 'getPacketCount', (count) => () => {
          most = Math.max(most, count());
          return most;
        });
        wrap(counting, 'setState', (setState) => (to) => {
          counting.getPacketCount();
          return setState(to);
        });
      });
    },
  },
  {
    id: 'packet.read-again',
    bugClass: 'BUG-057',
    title: 'A packet that was read is given again where there is no new one',
    device,
    apply: (simulation) => {
      onStream(simulation, ({ input }) => {
        if (input === undefined) return;
        let last: ReturnType<typeof input.getReadPacket> = STATUS.STATUS_DEVICE_NOT_READY;
        wrap(input, 'getReadPacket', (read) => () => {
          const packet = read();
          if (typeof packet !== 'number') last = packet;
          return last;
        });
      });
    },
  },
  {
    id: 'packet.presented-early',
    bugClass: 'BUG-064',
    title: 'A stream that never ran has presented samples',
    device,
    apply: (simulation) => {
      onStream(simulation, ({ output }) => {
        if (output === undefined) return;
        wrap(output, 'getOutputStreamPresentationPosition', (get) => () => {
          const position = get();
          return typeof position === 'number' ? position : { ...position, blocks: position.blocks + 480 };
        });
      });
    },
  },
  {
    id: 'buffer.register-mapped-again',
    bugClass: 'BUG-014',
    title: 'The position register of a pin is mapped as often as it is asked for',
    device,
    apply: getting('KSPROPERTY_RTAUDIO_POSITIONREGISTER', (call, handler) => {
      const pin: object = call.target;
      if (pin instanceof WaveRtPin) pin.mappedRegisters.clear();
      return handler();
    }),
  },
  {
    id: 'latency.untrue',
    bugClass: 'BUG-067',
    title: 'The hardware says that it delays a stream by half a second',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        wrap(stream, 'getHwLatency', (get) => () => ({ ...get(), codecDelay: 5_000_000 }));
      });
    },
  },
  {
    id: 'register.accuracy-untrue',
    bugClass: 'BUG-067',
    title: 'The position register is told to be exact to the byte, and follows once a millisecond',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        telling(stream, 'getPositionRegister', { accuracy: 1 });
      });
    },
  },
  {
    id: 'register.frequency-untrue',
    bugClass: 'BUG-067',
    title: 'The clock register is told to count at 48 kHz, and counts the 24 MHz of the bus',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        telling(stream, 'getClockRegister', { numerator: 48_000 });
      });
    },
  },
  {
    id: 'buffer.entry-never-freed',
    bugClass: 'BUG-058',
    title: 'The entry of a mapping is never freed: each session leaves one',
    device,
    apply: ({ kernel: { memory }, portcls }) => {
      wrap(portcls, 'unmapPages', () => (region, mdl) => {
        memory.release(region);
        mdl.unlock();
      });
    },
  },
  {
    id: 'buffer.freed-before-unmapped',
    bugClass: 'BUG-058',
    title: 'The pages of a buffer are freed, and then unlocked in the mapping that is freed already',
    device,
    apply: ({ kernel: { memory }, portcls }) => {
      wrap(portcls, 'unmapPages', () => (region, mdl) => {
        memory.release(region);
        mdl.free();
        mdl.unlock();
      });
    },
  },
  {
    id: 'buffer.size-in-16-bits',
    bugClass: 'BUG-056',
    title: 'The size of a cyclic buffer is kept in 16 bits',
    device,
    apply: (simulation) => {
      onStream(simulation, (stream) => {
        wrap(stream, 'allocateAudioBuffer', (allocate) => (size) => allocate(size & 0xffff));
      });
    },
  },
  {
    id: 'position.not-written',
    bugClass: 'BUG-060',
    title: 'A position that is asked for in STOP succeeds, and nobody writes it',
    device,
    apply: getting('KSPROPERTY_AUDIO_POSITION', (call, handler) => {
      const pin: object = call.target;
      if (!(pin instanceof WaveRtPin) || pin.state !== KSSTATE.STOP) return handler();
      call.information = 16;
      return success;
    }),
  },
  {
    id: 'jack.link-not-ended',
    bugClass: 'BUG-091',
    title: 'The link of a physical connection is told without its end',
    device,
    apply: answering('KSPROPERTY_PIN_PHYSICALCONNECTION', (call) => {
      call.information -= 2;
    }),
  },
  {
    id: 'buffer.mapping-kept',
    bugClass: 'BUG-058',
    title: 'The mapping of a cyclic buffer stays in the client when its pin is gone',
    device,
    apply: ({ portcls }) => {
      wrap(portcls, 'unmapPages', () => (_region, mdl) => {
        mdl.unlock();
        mdl.free();
      });
    },
  },
];
