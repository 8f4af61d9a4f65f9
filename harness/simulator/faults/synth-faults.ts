import { STATUS } from '../../abi/ntstatus.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import { KSSTATE } from '../classdrivers/portcls/descriptors.ts';
import { PcFilter } from '../classdrivers/portcls/filter.ts';
import { PcPin } from '../classdrivers/portcls/pin.ts';
import type { Fault } from './fault.ts';
import { answering, getting, onProperty, setting } from './on-property.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;
const device = 'synth';
/** Where the instance data of a node's request begins. */
const instance = 32;

const pinOf = ({ target }: KsCall): PcPin | null => {
  const object: unknown = target;
  return object instanceof PcPin ? object : null;
};
const stateOf = (call: KsCall): number => pinOf(call)?.state ?? KSSTATE.STOP;

/** Faults of synthesizers and of what is downloaded to them. */
export const synthFaults: readonly Fault[] = [
  {
    id: 'synth.changes-are-not-told',
    bugClass: 'BUG-018',
    title: 'A port that has other parameters than were asked for says that it has those',
    device,
    apply: getting('KSPROPERTY_SYNTH_PORTPARAMETERS', (_call, handler) => {
      const status = handler();
      return status === STATUS.STATUS_NOT_ALL_ASSIGNED ? success : status;
    }),
  },
  {
    id: 'synth.parameters-echoed',
    bugClass: 'BUG-017',
    title: 'A port answers the parameters that were asked for, whether it can have them or not',
    device,
    apply: getting('KSPROPERTY_SYNTH_PORTPARAMETERS', (call, handler) => {
      const status = handler();
      if (status === success || status === STATUS.STATUS_NOT_ALL_ASSIGNED) {
        if ((call.input.u32(instance) & 2) !== 0) call.value.setU32(8, call.input.u32(instance + 8));
      }
      return status;
    }),
  },
  {
    id: 'synth.latency-is-none',
    bugClass: 'BUG-067',
    title: 'The latency clock shows what the master clock shows',
    device,
    apply: answering('KSPROPERTY_SYNTH_LATENCYCLOCK', (call) => {
      call.value.setI64Number(0, pinOf(call)?.kernel.clock.now ?? 0);
    }),
  },
  {
    id: 'synth.latency-in-milliseconds',
    bugClass: 'BUG-067',
    title: 'The latency clock counts in milliseconds',
    device,
    apply: answering('KSPROPERTY_SYNTH_LATENCYCLOCK', (call) => {
      call.value.setI64Number(0, Math.floor(Number(call.value.i64(0)) / 10_000));
    }),
  },
  {
    id: 'synth.master-clock-slow',
    bugClass: 'BUG-065',
    title: 'The master clock runs three per cent slow',
    device,
    apply: answering('KSPROPERTY_SYNTH_MASTERCLOCK', (call) => {
      call.value.setI64Number(0, Math.floor(Number(call.value.i64(0)) * 0.97));
    }),
  },
  {
    id: 'synth.statistics-never-reset',
    bugClass: 'BUG-060',
    title: 'Notes that were lost in one run are lost in the next',
    device,
    apply: answering('KSPROPERTY_SYNTH_RUNNINGSTATS', (call) => {
      call.value.setU32(16, 7);
    }),
  },
  {
    id: 'synth.statistics-run-on',
    bugClass: 'BUG-066',
    title: 'Statistics go on changing when the stream has stopped',
    device,
    apply: answering('KSPROPERTY_SYNTH_RUNNINGSTATS', (call) => {
      call.value.setU32(8, ((pinOf(call)?.kernel.clock.now ?? 0) / 10_000) % 100);
    }),
  },
  {
    id: 'synth.processor-above-all',
    bugClass: 'BUG-017',
    title: 'The share of the processor is told in thousandths',
    device,
    apply: answering('KSPROPERTY_SYNTH_RUNNINGSTATS', (call) => {
      call.value.setU32(8, 120);
    }),
  },
  {
    id: 'synth.percussion-last',
    bugClass: 'BUG-018',
    title: 'The percussion channel has the lowest priority',
    device,
    apply: answering('KSPROPERTY_SYNTH_VOICEPRIORITY', (call) => {
      if (call.input.u32(instance + 4) === 9) call.value.setU32(0, 1);
    }),
  },
  {
    id: 'synth.channel-unchecked',
    bugClass: 'BUG-006',
    title: 'A channel that does not exist is used as an index',
    device,
    apply: (simulation) => {
      onProperty(simulation, 'KSPROPERTY_SYNTH_VOICEPRIORITY', (call, handler) => {
        const status = handler();
        if (status !== STATUS.STATUS_INVALID_PARAMETER || call.input.length < instance + 8) return status;
        if (call.value.length < 4) return status;
        call.information = 4;
        return success;
      });
    },
  },
  {
    id: 'synth.boost-unsigned',
    bugClass: 'BUG-017',
    title: 'A boost below zero is taken for a huge one and refused',
    device,
    apply: setting('KSPROPERTY_SYNTH_VOLUMEBOOST', (call, handler) =>
      call.value.length >= 4 && call.value.i32(0) < 0 ? STATUS.STATUS_UNSUCCESSFUL : handler(),
    ),
  },
  {
    id: 'synth.effects-of-others',
    bugClass: 'BUG-010',
    title: 'The effects of a synthesizer are whatever stood in memory',
    device,
    apply: answering('KSPROPERTY_SYNTH_CAPS', (call) => {
      call.value.setU32(36, 0xcc);
    }),
  },
  {
    id: 'synth.filter-answers',
    bugClass: 'BUG-099',
    title: 'A filter answers for a stream that nobody named',
    device,
    apply: getting('KSPROPERTY_SYNTH_CAPS', (call, handler) => {
      const object: unknown = call.target;
      if (!(object instanceof PcFilter) || call.value.length < 296) return handler();
      call.value.zero(0, 296);
      call.information = 296;
      return success;
    }),
  },
  {
    id: 'synth.groups-unlimited',
    bugClass: 'BUG-017',
    title: 'A pin takes more channel groups than the synthesizer has',
    device,
    apply: (simulation) => {
      let groups = 0;
      onProperty(simulation, 'KSPROPERTY_SYNTH_CHANNELGROUPS', (call, handler, isSet) => {
        const status = handler();
        if (isSet && call.value.length >= 4) groups = status === success ? 0 : call.value.u32(0);
        else if (status === success && groups > 0) call.value.setU32(0, groups);
        return isSet && groups > 0 ? success : status;
      });
    },
  },
  {
    id: 'dls.handles-repeat',
    bugClass: 'BUG-105',
    title: 'All downloads have the same handle',
    device,
    apply: answering('KSPROPERTY_SYNTH_DLS_DOWNLOAD', (call) => {
      call.value.setPointer(0, call.arch === 'x64' ? 8 : 4, 4);
    }),
  },
  {
    id: 'dls.buffer-not-probed',
    bugClass: 'BUG-022',
    title: 'The address of a download is used without a probe',
    device,
    apply: (simulation) => {
      const { memory } = simulation.kernel;
      let downloading = false;
      wrap(memory, 'lock', (lock) => (address, length, write, mode) =>
        downloading ? { bytes: memory.read(address, length), offset: 0, length } : lock(address, length, write, mode),
      );
      getting('KSPROPERTY_SYNTH_DLS_DOWNLOAD', (_call, handler) => {
        downloading = true;
        try {
          return handler();
        } finally {
          downloading = false;
        }
      })(simulation);
    },
  },
  {
    id: 'dls.size-trusted',
    bugClass: 'BUG-042',
    title: 'The sizes and offsets in a download are followed out of its buffer',
    device,
    apply: (simulation) => {
      const { pool } = simulation.kernel;
      getting('KSPROPERTY_SYNTH_DLS_DOWNLOAD', (call, handler) => {
        const status = handler();
        const length = call.input.u32(instance);
        if (status === STATUS.STATUS_UNSUCCESSFUL && length >= 64) readEntry(pool, 'download', length >> 3, length >> 3);
        return status;
      })(simulation);
    },
  },
  {
    id: 'dls.not-while-running',
    bugClass: 'BUG-095',
    title: 'Nothing can be downloaded while the stream runs',
    device,
    apply: getting('KSPROPERTY_SYNTH_DLS_DOWNLOAD', (call, handler) =>
      stateOf(call) === KSSTATE.RUN ? STATUS.STATUS_UNSUCCESSFUL : handler(),
    ),
  },
  {
    id: 'dls.compact-wants-a-value',
    bugClass: 'BUG-007',
    title: 'Compacting is refused without a value, which it does not have',
    device,
    apply: setting('KSPROPERTY_SYNTH_DLS_COMPACT', (call, handler) =>
      call.value.length === 0 ? STATUS.STATUS_BUFFER_TOO_SMALL : handler(),
    ),
  },
  {
    id: 'dls.wave-format-inconsistent',
    bugClass: 'BUG-084',
    title: 'The format of the output counts its bytes for one channel only',
    device,
    apply: answering('KSPROPERTY_SYNTH_DLS_WAVEFORMAT', (call) => {
      call.value.setU32(8, call.value.u32(8) / 2);
    }),
  },
];
