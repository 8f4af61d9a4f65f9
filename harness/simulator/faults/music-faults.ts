import { STATUS } from '../../abi/ntstatus.ts';
import { isDirectMusic } from '../classdrivers/portcls/music-format.ts';
import type { Fault } from './fault.ts';
import { answering, getting, onProperty, setting } from './on-property.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;
const device = 'midiuart';
const hour = 36_000_000_000;

/** Faults of MIDI and DirectMusic streams. */
export const musicFaults: readonly Fault[] = [
  {
    id: 'music.late-never-played',
    bugClass: 'BUG-059',
    title: 'What is late is never played',
    device,
    apply: ({ kernel, portcls: { music } }) => {
      wrap(music, 'playTime', (playTime) => (frameTime, block, format, last) => {
        const time = playTime(frameTime, block, format, last);
        return time < (isDirectMusic(format) ? kernel.clock.now : 1) ? time + hour : time;
      });
    },
  },
  {
    id: 'music.byte-count-trusted',
    bugClass: 'BUG-042',
    title: 'The length of a block is followed out of its frame',
    device,
    apply: ({ kernel, portcls: { music } }) => {
      wrap(music, 'unpack', (unpack) => (frame, format) => {
        const told = isDirectMusic(format) ? 0 : 4;
        if (frame.length >= 20 && new DataView(frame.buffer, frame.byteOffset).getUint32(told, true) > frame.length) {
          readEntry(kernel.pool, 'music frame', frame.length >> 3, new DataView(frame.buffer, frame.byteOffset).getUint32(told, true) >> 3);
        }
        return unpack(frame, format);
      });
    },
  },
  {
    id: 'music.requests-overtake',
    bugClass: 'BUG-054',
    title: 'A MIDI request is played before the one that came earlier',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'playTime', () => (frameTime, block) => frameTime + block.time);
    },
  },
  {
    id: 'music.played-at-once',
    bugClass: 'BUG-065',
    title: 'Everything is played when it comes, whatever its time',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'playTime', () => () => 0);
    },
  },
  {
    id: 'music.order-of-writes',
    bugClass: 'BUG-066',
    title: 'DirectMusic events are played in the order of their writes',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'playTime', (playTime) => (frameTime, block, format, last) =>
        Math.max(last, playTime(frameTime, block, format, last)),
      );
    },
  },
  {
    id: 'music.time-of-day',
    bugClass: 'BUG-060',
    title: 'The time of a MIDI stream is that of the machine, and goes on when the stream stops',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'timeStamp', () => (masterTime) => masterTime);
    },
  },
  {
    id: 'music.stamps-in-milliseconds',
    bugClass: 'BUG-066',
    title: 'Captured events are stamped in milliseconds',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'timeStamp', (timeStamp) => (masterTime, format, time) =>
        Math.floor(timeStamp(masterTime, format, time) / 10_000),
      );
    },
  },
  {
    id: 'music.time-goes-back',
    bugClass: 'BUG-066',
    title: 'Time stamps of captured messages go back',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'timeStamp', (timeStamp) => (masterTime, format, time) => hour - timeStamp(masterTime, format, time));
    },
  },
  {
    id: 'music.events-leak',
    bugClass: 'BUG-106',
    title: 'Events that were played are not given back',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'pass', () => () => {});
    },
  },
  {
    id: 'music.padding-counted',
    bugClass: 'BUG-011',
    title: 'The length of a captured block counts its padding',
    device,
    apply: ({ portcls: { music } }) => {
      wrap(music, 'writer', (writer) => (frame, format) => {
        const padding = writer(frame, format);
        wrap(padding, 'put', (put) => (block) => {
          const data = new Uint8Array(Math.ceil(block.data.length / 4) * 4);
          data.set(block.data);
          return Math.min(block.data.length, put({ ...block, data }));
        });
        return padding;
      });
    },
  },
  {
    id: 'spatial.factors-unlimited',
    bugClass: 'BUG-017',
    title: 'A rolloff above ten comes into force',
    device: 'synth',
    apply: (simulation) => {
      let stored: number | null = null;
      onProperty(simulation, 'KSPROPERTY_DIRECTSOUND3DLISTENER_ROLLOFFFACTOR', (call, handler, isSet) => {
        const status = handler();
        if (!isSet && status === success && stored !== null) call.value.setU32(0, stored);
        if (isSet) stored = status === STATUS.STATUS_INVALID_PARAMETER ? call.value.u32(0) : null;
        return isSet && stored !== null ? success : status;
      });
    },
  },
  {
    id: 'spatial.rolloff-off-at-first',
    bugClass: 'BUG-017',
    title: 'A new listener hears everything at the same loudness',
    device: 'synth',
    apply: answering('KSPROPERTY_DIRECTSOUND3DLISTENER_ROLLOFFFACTOR', (call) => {
      // 1.0 as a FLOAT.
      if (call.value.u32(0) === 0x3f80_0000) call.value.setU32(0, 0);
    }),
  },
  {
    id: 'spatial.batch-forgets',
    bugClass: 'BUG-018',
    title: 'What is set of a source in batch mode is lost',
    device: 'synth',
    apply: (simulation) => {
      let batch = false;
      onProperty(simulation, 'KSPROPERTY_DIRECTSOUND3DLISTENER_BATCH', (call, handler, isSet) => {
        const status = handler();
        if (isSet && status === success) batch = call.value.u32(0) !== 0;
        return status;
      });
      setting('KSPROPERTY_DIRECTSOUND3DBUFFER_POSITION', (call, handler) =>
        batch && call.value.length >= 12 ? success : handler(),
      )(simulation);
    },
  },
  {
    id: 'spatial.listeners-apart',
    bugClass: 'BUG-078',
    title: 'Every source has a listener of its own',
    device: 'synth',
    apply: (simulation) => {
      const moved = new Set<unknown>();
      onProperty(simulation, 'KSPROPERTY_DIRECTSOUND3DLISTENER_POSITION', (call, handler, isSet) => {
        const status = handler();
        if (isSet) moved.add(call.target);
        else if (status === success && !moved.has(call.target)) call.value.zero(0, 12);
        return status;
      });
    },
  },
  {
    id: 'spatial.mode-unchecked',
    bugClass: 'BUG-017',
    title: 'A mode that does not exist comes into force',
    device: 'synth',
    apply: (simulation) => {
      let mode: number | null = null;
      onProperty(simulation, 'KSPROPERTY_DIRECTSOUND3DBUFFER_MODE', (call, handler, isSet) => {
        const status = handler();
        if (!isSet && status === success && mode !== null) call.value.setU32(0, mode);
        if (isSet) mode = status === STATUS.STATUS_INVALID_PARAMETER ? call.value.u32(0) : null;
        return isSet && mode !== null ? success : status;
      });
    },
  },
  {
    id: 'spatial.filter-format-empty',
    bugClass: 'BUG-010',
    title: 'The format of the filter is whatever stood in memory',
    device: 'synth',
    apply: getting('KSPROPERTY_HRTF3D_FILTER_FORMAT', (call, handler) => {
      const status = handler();
      if (status === success) call.value.setU32(4, 0xcccc_cccc);
      return status;
    }),
  },
];
