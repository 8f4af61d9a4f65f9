/** Faults of television cards. Long because it is a table: one entry after the other. */
import { STATUS } from '../../abi/ntstatus.ts';
import { ksItem } from '../classdrivers/ks/identifiers.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { KSSTATE } from '../classdrivers/stream/descriptors.ts';
import type { KernelBuffer } from '../kernel/kernel-buffer.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const device = 'tvcapture';
const success = STATUS.STATUS_SUCCESS;

/** Changes what a get of a property answers: the structure in Out. */
function answers({ stream: { requests } }: Simulation, name: string, change: (value: KernelBuffer) => void): void {
  const { set, id } = ksItem(name);
  wrap(requests, 'complete', (complete) => (srb) => {
    const { command } = srb;
    const get = command.code === 'SRB_GET_DEVICE_PROPERTY' || command.code === 'SRB_GET_STREAM_PROPERTY';
    if (get && srb.status === success) {
      const { property, propertyInfo } = command.propertyInfo;
      if (property.guid(0) === set && property.u32(16) === id) change(propertyInfo);
    }
    complete(srb);
  });
}

/** Takes sets of a property and does nothing with them; `seen` is told what was set. */
function ignores(
  { ks: { properties } }: Simulation,
  name: string,
  seen: (value: KernelBuffer) => void = () => {},
  set = ksItem(name).set,
): void {
  const { id } = ksItem(name);
  wrap(properties, 'callHandler', (callHandler) => (handler, call) => {
    if ((call.flags & 3) !== 2 || call.id !== id || call.input.guid(0) !== set) return callHandler(handler, call);
    seen(call.value);
    return success;
  });
}

/** Never raises an event. */
function silences({ ks: { events } }: Simulation, name: string): void {
  const { set, id } = ksItem(name);
  wrap(events, 'generate', (generate) => (list, event) => {
    if (event.set !== set || event.id !== id) generate(list, event);
  });
}

const counted = 'KSPROPERTY_DROPPEDFRAMES_CURRENT';
const pictures = 24;
const drops = 32;

/** Faults of a television card. */
export const tvFaults: readonly Fault[] = [
  {
    id: 'tv.mode-caps-of-one-mode',
    bugClass: 'BUG-018',
    title: 'The capabilities of a tuner are those of television, whatever mode is asked about',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_TUNER_MODE_CAPS', (value) => {
        value.setU32(24, 1);
      });
    },
  },
  {
    id: 'tv.mode-without-switch',
    bugClass: 'BUG-018',
    title: 'The tuner takes a new mode and stays in the old one',
    device,
    apply: (simulation) => {
      ignores(simulation, 'KSPROPERTY_TUNER_MODE');
    },
  },
  {
    id: 'tv.frequency-unbounded',
    bugClass: 'BUG-017',
    title: 'Any frequency is taken and told, though the tuner cannot have it',
    device,
    apply: (simulation) => {
      let last: number | null = null;
      ignores(simulation, 'KSPROPERTY_TUNER_FREQUENCY', (value) => {
        last = value.u32(24);
      });
      answers(simulation, 'KSPROPERTY_TUNER_FREQUENCY', (value) => {
        if (last !== null) value.setU32(24, last);
      });
    },
  },
  {
    id: 'tv.input-unbounded',
    bugClass: 'BUG-006',
    title: 'The index of a tuner input is not compared with their number',
    device,
    apply: (simulation) => {
      let input = 0;
      ignores(simulation, 'KSPROPERTY_TUNER_INPUT', (value) => {
        input = value.u32(24);
      });
      answers(simulation, 'KSPROPERTY_TUNER_INPUT', (value) => {
        value.setU32(24, input);
      });
    },
  },
  {
    id: 'tv.tuner-always-busy',
    bugClass: 'BUG-059',
    title: 'The tuner says for ever that it is still tuning',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_TUNER_STATUS', (value) => {
        value.setU32(36, 1);
      });
    },
  },
  {
    id: 'tv.tuning-not-told',
    bugClass: 'BUG-033',
    title: 'Tuning to another channel does not raise the event that was documented for it',
    device,
    apply: (simulation) => {
      silences(simulation, 'KSEVENT_TUNER_CHANGED');
    },
  },
  {
    id: 'tv.scan-without-end',
    bugClass: 'BUG-033',
    title: 'A scan does not tell that it is through',
    device,
    apply: (simulation) => {
      silences(simulation, 'KSEVENT_TUNER_INITIATE_SCAN');
    },
  },
  {
    id: 'tv.audio-beyond-capabilities',
    bugClass: '',
    title: 'A third language is available that the audio decoder is not capable of',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_TVAUDIO_CURRENTLY_AVAILABLE_MODES', (value) => {
        value.setU32(24, value.u32(24) | 0x40);
      });
    },
  },
  {
    id: 'tv.route-ignored',
    bugClass: 'BUG-018',
    title: 'The crossbar takes every routing and keeps the one that it has',
    device,
    apply: (simulation) => {
      ignores(simulation, 'KSPROPERTY_CROSSBAR_ROUTE');
    },
  },
  {
    id: 'tv.everything-can-be-routed',
    bugClass: '',
    title: 'The crossbar calls routings possible that it then refuses',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_CROSSBAR_CAN_ROUTE', (value) => {
        value.setU32(32, 1);
      });
    },
  },
  {
    id: 'tv.related-pin-missing',
    bugClass: 'BUG-088',
    title: 'The related pin of a crossbar pin is one that there is not',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_CROSSBAR_PININFO', (value) => {
        value.setU32(36, 200);
      });
    },
  },
  {
    id: 'tv.standard-not-supported',
    bugClass: 'BUG-017',
    title: 'The decoder says that it is set to a standard that is not among those it supports',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_VIDEODECODER_STANDARD', (value) => {
        value.setU32(24, 0x1000);
      });
    },
  },
  {
    id: 'tv.counts-restart-in-run',
    bugClass: 'BUG-097',
    title: 'The picture numbers start anew whenever the stream goes from PAUSE to RUN',
    device,
    apply: (simulation) => {
      let base: number | null = 0;
      wrap(simulation.stream.states, 'enter', (enter) => (pin, to) => {
        if (to === KSSTATE.RUN || to === KSSTATE.STOP) base = to === KSSTATE.RUN ? null : 0;
        enter(pin, to);
      });
      answers(simulation, counted, (value) => {
        base ??= Number(value.i64(pictures));
        value.setI64Number(pictures, Number(value.i64(pictures)) - base);
        value.setI64Number(drops, 0);
      });
    },
  },
  {
    id: 'tv.more-drops-than-pictures',
    bugClass: '',
    title: 'More frames are told to be dropped than there were',
    device,
    apply: (simulation) => {
      answers(simulation, counted, (value) => {
        value.setI64Number(drops, Number(value.i64(pictures)) + 1);
      });
    },
  },
  {
    id: 'tv.frame-info-without-size',
    bugClass: 'BUG-010',
    title: 'The extension of a stream header does not tell its size',
    device,
    apply: ({ stream: { data } }) => {
      wrap(data, 'finish', (finish) => (irp, frames, write, status) => {
        for (const frame of frames) frame.extension?.fill(0, 0, 4);
        finish(irp, frames, write, status);
      });
    },
  },
  {
    id: 'tv.negative-p-frames',
    bugClass: 'BUG-017',
    title: 'A negative number of P-frames is kept instead of the default',
    device,
    apply: (simulation) => {
      const name = 'KSPROPERTY_VIDEOCOMPRESSION_PFRAMES_PER_KEYFRAME';
      let kept = 2;
      ignores(simulation, name, (value) => {
        kept = value.u32(28);
      });
      answers(simulation, name, (value) => {
        value.setU32(28, kept);
      });
    },
  },
  {
    id: 'tv.port-count-drift',
    bugClass: 'BUG-009',
    title: 'A video port counts one configuration more than it lists',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_VPCONFIG_NUMCONNECTINFO', (value) => {
        value.setU32(0, value.u32(0) + 1);
      });
    },
  },
  {
    id: 'tv.port-format-change-not-told',
    bugClass: 'BUG-033',
    title: 'A video port does not tell that the format of its picture has changed',
    device,
    apply: (simulation) => {
      silences(simulation, 'KSEVENT_VPNOTIFY_FORMATCHANGE');
    },
  },
  {
    id: 'tv.tuning-packet-lost',
    bugClass: '',
    title: 'A tuning packet is not passed on to those who decode the blanking interval',
    device,
    apply: ({ stream: { data } }) => {
      wrap(data, 'finish', (finish) => (irp, frames, write, status) => {
        for (const { extension } of frames) if (extension?.length === 88) extension.fill(0, 4, 8);
        finish(irp, frames, write, status);
      });
    },
  },
  {
    id: 'tv.pointer-not-probed',
    bugClass: 'BUG-022',
    title: 'Memory that a property names by its address is written without a probe',
    device,
    apply: ({ kernel: { memory }, stream: { userMemory } }) => {
      wrap(userMemory, 'copyOut', () => (address, bytes) => {
        memory.write(address, bytes);
        return success;
      });
    },
  },
  {
    id: 'tv.bucket-overrun',
    bugClass: 'BUG-007',
    title: 'All network types are written, however few the caller has room for',
    device,
    apply: ({ stream: { userMemory } }) => {
      wrap(userMemory, 'copyOut', (copyOut) => (address, bytes) =>
        copyOut(address, bytes.length < 32 ? new Uint8Array(32).fill(1) : bytes),
      );
    },
  },
  {
    id: 'tv.captions-ignored',
    bugClass: 'BUG-018',
    title: 'The encoder takes captions on and off, and leaves them as they are',
    device,
    apply: (simulation) => {
      ignores(simulation, 'KSPROPERTY_VIDEOENCODER_CC_ENABLE');
    },
  },
  {
    id: 'tv.timecode-reserved-flags',
    bugClass: 'BUG-010',
    title: 'The reserved flags of a timecode are whatever was there before',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_TIMECODE_READER', (value) => {
        value.setU32(44, 0xdead_0000);
      });
    },
  },
  {
    id: 'tv.selector-ignored',
    bugClass: 'BUG-018',
    title: 'The selector takes a source and stays with the one that it has',
    device,
    apply: (simulation) => {
      ignores(simulation, 'KSPROPERTY_SELECTOR_SOURCE_NODE_ID');
    },
  },
  {
    id: 'tv.surfaces-not-counted',
    bugClass: 'BUG-072',
    title: 'The mixer is to use the surfaces of a framing that asks for none',
    device,
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_CONNECTION_ALLOCATORFRAMING', (value) => {
        value.setU32(8, 0);
      });
    },
  },
  {
    id: 'tv.blanking-interval-scaled',
    bugClass: '',
    title: 'The video port of the blanking interval takes a scale factor',
    device,
    apply: (simulation) => {
      ignores(simulation, 'KSPROPERTY_VPCONFIG_SCALEFACTOR', undefined, ksGuid('KSPROPSETID_VPVBIConfig'));
    },
  },
  {
    id: 'tv.quality-unbounded',
    bugClass: 'BUG-017',
    title: 'Any quality of compression is taken and told',
    device,
    apply: (simulation) => {
      const name = 'KSPROPERTY_VIDEOCOMPRESSION_QUALITY';
      let kept: number | null = null;
      ignores(simulation, name, (value) => {
        kept = value.u32(28);
      });
      answers(simulation, name, (value) => {
        if (kept !== null) value.setU32(28, kept);
      });
    },
  },
];
