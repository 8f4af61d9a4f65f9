/** Further forms of faults in what a device tells of its pins, formats and buffers, and does with them. */
import { writeGuid } from '../../abi/guid.ts';
import { STATUS, isError } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { WaveRtPin } from '../classdrivers/portcls/wavert-pin.ts';
import type { Fault } from './fault.ts';
import { onStream } from './miniport-taps.ts';
import { answering, setting, tellingState } from './on-property.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const device = 'hdaudio';
/** KSSTATE_RUN. */
const run = 3;
/** Members of a KSDATAFORMAT_WAVEFORMATEX. */
const wave = { channels: 64 + 2, blockAlign: 64 + 12, bits: 64 + 14, size: 64 + 18 } as const;

/** Channels of a wave format; 0 if it is none. */
function channelsOf(format: Uint8Array): number {
  return format.length < wave.size ? 0 : new DataView(format.buffer, format.byteOffset).getUint16(wave.channels, true);
}

export const toldFaults: readonly Fault[] = [
  {
    id: 'topology.connection-dropped',
    bugClass: 'BUG-088',
    title: 'The last connection of a topology is missing',
    device: 'testcap',
    apply: ({ descriptor }) => {
      if (!('filters' in descriptor) || 'classDriver' in descriptor) return;
      for (const filter of descriptor.filters) Object.assign(filter, { connections: filter.connections?.slice(0, -1) ?? [] });
    },
  },
  {
    id: 'pin.category-swapped',
    bugClass: 'BUG-090',
    title: 'The pin of the microphone says that it is a speaker',
    device: 'soundcard',
    apply: answering('KSPROPERTY_PIN_CATEGORY', (call) => {
      if (call.value.length < 16 || call.value.guid(0) !== ksGuid('KSNODETYPE_MICROPHONE')) return;
      const category = new Uint8Array(16);
      writeGuid(category, 0, ksGuid('KSNODETYPE_SPEAKER'));
      call.value.write(0, category);
    }),
  },
  {
    id: 'jack.peer-pin-out-of-range',
    bugClass: 'BUG-091',
    title: 'A physical connection leads to a pin that the other filter does not have',
    device,
    apply: answering('KSPROPERTY_PIN_PHYSICALCONNECTION', (call) => {
      if (call.information > 8) call.value.setU32(4, 99);
    }),
  },
  {
    id: 'format.most-channels-only',
    bugClass: 'BUG-080',
    title: 'A pin whose range allows fewer channels can be opened with the most only',
    device: 'soundcard',
    apply: ({ ks: { connections } }) => {
      wrap(connections, 'validate', (validate) => (factories, connect) =>
        connect.format !== undefined && channelsOf(connect.format) === 1 ? STATUS.STATUS_NO_MATCH : validate(factories, connect),
      );
    },
  },
  {
    id: 'format.block-align-unchecked',
    bugClass: 'BUG-084',
    title: 'A format is taken whatever it says of the size of a block, and the stream leaves its buffer in such steps',
    device,
    apply: (simulation) => {
      const { kernel, ks } = simulation;
      let told = 0;
      let right = 0;
      wrap(ks.connections, 'validate', (validate) => (factories, connect) => {
        const format = connect.format?.slice();
        if (format === undefined || format.length < wave.size) return validate(factories, connect);
        const view = new DataView(format.buffer);
        told = view.getUint16(wave.blockAlign, true);
        right = (channelsOf(format) * view.getUint16(wave.bits, true)) / 8;
        view.setUint16(wave.blockAlign, right, true);
        return validate(factories, { ...connect, format });
      });
      onStream(simulation, (stream) => {
        const wrong = told !== right;
        wrap(stream, 'setState', (setState) => (state) => {
          if (wrong && state === run) readEntry(kernel.pool, 'blocks of a buffer', 1, told);
          return setState(state);
        });
      });
    },
  },
  {
    id: 'packet.position-before-its-time',
    bugClass: 'BUG-066',
    title: 'The presentation position is that of the request before, with the time of now',
    device,
    apply: (simulation) => {
      onStream(simulation, ({ output }) => {
        if (output === undefined) return;
        let before: number | undefined;
        wrap(output, 'getOutputStreamPresentationPosition', (get) => () => {
          const position = get();
          if (typeof position === 'number') return position;
          const blocks = before ?? position.blocks;
          before = position.blocks;
          return { ...position, blocks };
        });
      });
    },
  },
  {
    id: 'loopback.needs-a-stream',
    bugClass: 'BUG-078',
    title: 'The loopback pin takes the stream that is played for granted: without one it follows a null pointer',
    device: 'audiodsp',
    apply: (simulation) => {
      const { kernel } = simulation;
      setting('KSPROPERTY_CONNECTION_STATE', (call, handler) => {
        const pin: object = call.target;
        const loopback = pin instanceof WaveRtPin && pin.filter.subdevice.name.includes('speaker') && pin.pinId === 2;
        if (loopback && call.value.u32(0) === run) kernel.memory.read(0, 8);
        return handler();
      })(simulation);
    },
  },
  {
    id: 'state.published-before-hardware',
    bugClass: 'BUG-097',
    title: 'A state that the hardware refuses is the state that the pin tells',
    device: 'bda',
    apply: (simulation) => {
      tellingState(simulation, (call, handler) => {
        const status = handler();
        return isError(status) ? { status, told: call.value.u32(0) } : { status };
      });
    },
  },
  {
    id: 'process.mapped-in-creator',
    bugClass: 'BUG-100',
    title: 'A cyclic buffer is mapped into the process that opened the pin, whichever asks for it',
    device,
    apply: (simulation) => {
      const { processor } = simulation.kernel;
      onStream(simulation, (stream) => {
        const creator = processor.process;
        wrap(stream, 'allocateAudioBuffer', (allocate) => (size) => processor.inProcess(creator, () => allocate(size)));
      });
    },
  },
];
