import { STATUS } from '../../abi/ntstatus.ts';
import { KSPROPERTY_TYPE as TYPE } from '../classdrivers/ks/automation.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import type { StreamPin } from '../classdrivers/stream/pin.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;
const [PAUSE, RUN] = [2, 3];
const device = 'dvddecoder';
const COPY = 'KSPROPSETID_CopyProt';
const RATE = 'KSPROPSETID_TSRateChange';
const SUBPICTURE = 'KSPROPSETID_DvdSubPic';
const [CHLG_KEY, DEC_KEY2, TITLE_KEY, MACROVISION, REGION, COPY_STATE] = [1, 3, 4, 5, 6, 7];
const untilNext = 0xffff_ffff;

/** A request for an item, with what the healthy driver does. */
type Change = (call: KsCall, pin: StreamPin, run: () => number) => number;

/** Replaces what a verb of one item of a stream does. */
function change({ ks: { properties } }: Simulation, set: string, id: number, verb: number, make: Change): void {
  const guid = ksGuid(set);
  wrap(properties, 'callHandler', (callHandler) => (handler, call) => {
    const run = (): number => callHandler(handler, call);
    const meant = call.id === id && (call.flags & verb) !== 0 && call.input.guid(0) === guid;
    return meant ? make(call, call.target as StreamPin, run) : run();
  });
}

/** A request that answers, with some of its answer changed. */
const answering =
  (alter: (call: KsCall, pin: StreamPin) => void): Change =>
  (call, pin, run) => {
    const status = run();
    if (status === success) alter(call, pin);
    return status;
  };

const whileFlowing: Change = (_call, pin, run) => (pin.state >= PAUSE ? STATUS.STATUS_INVALID_DEVICE_STATE : run());

/** Faults of DVD decoders. */
export const decoderFaults: readonly Fault[] = [
  {
    id: 'decoder.nobody-negotiates',
    bugClass: 'BUG-018',
    title: 'Every pin says that another exchanges the keys',
    device,
    apply: (simulation) => {
      change(simulation, COPY, COPY_STATE, TYPE.GET, answering((call) => {
        call.value.setU32(0, 2);
      }));
    },
  },
  {
    id: 'decoder.negotiator-fixed',
    bugClass: 'BUG-078',
    title: 'Keys can be exchanged on the video pin only, whichever pin is asked first',
    device,
    apply: (simulation) => {
      change(simulation, COPY, COPY_STATE, TYPE.GET, answering((call, pin) => {
        call.value.setU32(0, pin.factory.id === 0 ? 3 : 2);
      }));
    },
  },
  {
    id: 'decoder.second-exchange-fails',
    bugClass: 'BUG-059',
    title: 'After the first title key no keys can be exchanged any more',
    device,
    apply: (simulation) => {
      let done = false;
      change(simulation, COPY, TITLE_KEY, TYPE.SET, (_call, _pin, run) => {
        done = true;
        return run();
      });
      change(simulation, COPY, DEC_KEY2, TYPE.GET, (_call, _pin, run) => (done ? STATUS.STATUS_UNSUCCESSFUL : run()));
    },
  },
  {
    id: 'decoder.announcement-never-ends',
    bugClass: 'BUG-048',
    title: 'The announcement of a new key is held until data comes that nobody sends, and cannot be cancelled',
    device,
    apply: (simulation) => {
      change(simulation, COPY, COPY_STATE, TYPE.SET, (call, pin, run) => {
        if (pin.state < RUN || call.value.u32(0) > 1) return run();
        call.pend(() => {});
        return STATUS.STATUS_PENDING;
      });
    },
  },
  {
    id: 'decoder.keys-only-stopped',
    bugClass: 'BUG-095',
    title: 'Keys are refused while data flows',
    device,
    apply: (simulation) => {
      change(simulation, COPY, CHLG_KEY, TYPE.GET | TYPE.SET, whileFlowing);
    },
  },
  {
    id: 'decoder.region-as-on-disc',
    bugClass: '',
    title: 'The region is coded as on the disc: every bit but one is set',
    device,
    apply: (simulation) => {
      change(simulation, COPY, REGION, TYPE.GET, answering((call) => {
        call.value.setU8(1, ~call.value.u8(1) & 0xff);
      }));
    },
  },
  {
    id: 'decoder.macrovision-on-off',
    bugClass: 'BUG-017',
    title: 'Macrovision can be turned on and off, but its levels 2 and 3 are refused',
    device,
    apply: (simulation) => {
      change(simulation, COPY, MACROVISION, TYPE.SET, (call, _pin, run) =>
        call.value.u32(0) > 1 ? STATUS.STATUS_INVALID_PARAMETER : run(),
      );
    },
  },
  {
    id: 'decoder.rate-forgets-start',
    bugClass: 'BUG-018',
    title: 'The start of a rate is lost: it reads as 0',
    device,
    apply: (simulation) => {
      change(simulation, RATE, 1, TYPE.GET, answering((call) => {
        call.value.zero(0, 8);
      }));
    },
  },
  {
    id: 'decoder.exact-rate-pretended',
    bugClass: 'BUG-016',
    title: 'An exact change of rate, which is not implemented, succeeds and does nothing',
    device,
    apply: (simulation) => {
      change(simulation, RATE, 2, TYPE.SET, () => success);
    },
  },
  {
    id: 'decoder.palette-only-stopped',
    bugClass: 'BUG-095',
    title: 'The palette of subpictures cannot be changed while they are played',
    device,
    apply: (simulation) => {
      change(simulation, SUBPICTURE, 0, TYPE.SET, whileFlowing);
    },
  },
  {
    id: 'decoder.highlight-without-end-refused',
    bugClass: 'BUG-017',
    title: 'A highlight that lasts until the next one is taken for one that ends before it starts',
    device,
    apply: (simulation) => {
      change(simulation, SUBPICTURE, 1, TYPE.SET, (call, _pin, run) =>
        call.value.u32(8) === untilNext ? STATUS.STATUS_INVALID_PARAMETER : run(),
      );
    },
  },
  {
    id: 'decoder.hidden-subpicture-stalls',
    bugClass: 'BUG-059',
    title: 'While subpictures are not displayed, their data is not taken',
    device,
    apply: (simulation) => {
      const hidden = new Set<StreamPin>();
      change(simulation, SUBPICTURE, 2, TYPE.SET, (call, pin, run) => {
        if (call.value.u32(0) === 0) hidden.add(pin);
        else hidden.delete(pin);
        return run();
      });
      wrap(simulation.stream.data, 'submit', (submit) => (pin, irp, write) => {
        if (!hidden.has(pin)) return submit(pin, irp, write);
        irp.markPending(() => {
          irp.complete(STATUS.STATUS_CANCELLED);
        });
        return STATUS.STATUS_PENDING;
      });
    },
  },
  {
    id: 'decoder.output-mode-ignored',
    bugClass: 'BUG-018',
    title: 'Switching the output of the audio decoder succeeds, and the output stays as it is',
    device,
    apply: (simulation) => {
      change(simulation, 'KSPROPSETID_AudioDecoderOut', 1, TYPE.SET, () => success);
    },
  },
  {
    id: 'decoder.dialogue-level-zero',
    bugClass: 'BUG-017',
    title: 'The dialogue level of AC-3 reads as 0, which the format does not have',
    device,
    apply: (simulation) => {
      change(simulation, 'KSPROPSETID_AC3', 5, TYPE.GET, answering((call) => {
        call.value.setU32(0, 0);
      }));
    },
  },
  {
    id: 'decoder.captions-answered-empty',
    bugClass: 'BUG-034',
    title: 'Reads of closed captions come back at once and empty',
    device,
    apply: ({ stream: { data } }) => {
      const captions = ksGuid('PINNAME_VIDEO_CC');
      wrap(data, 'submit', (submit) => (pin, irp, write) => {
        const status = submit(pin, irp, write);
        if (pin.factory.category === captions && pin.state === RUN) {
          for (const srb of [...pin.data]) {
            srb.status = success;
            pin.requests.complete(srb);
          }
        }
        return status;
      });
    },
  },
  {
    id: 'decoder.captions-without-gaps',
    bugClass: '',
    title: 'Captions do not tell that the video has jumped',
    device,
    apply: ({ stream: { data } }) => {
      wrap(data, 'finish', (finish) => (irp, frames, write, status) => {
        if (!write) for (const frame of frames) frame.optionsFlags = 0;
        finish(irp, frames, write, status);
      });
    },
  },
  {
    id: 'decoder.format-change-untold',
    bugClass: 'BUG-033',
    title: 'The video port is not told that the video has a new format',
    device,
    apply: ({ ks: { events } }) => {
      const vpNotify = ksGuid('KSEVENTSETID_VPNotify');
      wrap(events, 'generate', (generate) => (list, event) => {
        if (event.set !== vpNotify) generate(list, event);
      });
    },
  },
  {
    id: 'decoder.audio-without-clock',
    bugClass: 'BUG-068',
    title: 'No clock can be opened on the audio stream',
    device,
    apply: ({ stream: { requests } }) => {
      wrap(requests, 'perform', (perform) => (channel, init) => {
        const srb = perform(channel, init);
        if (init.command.code === 'SRB_OPEN_MASTER_CLOCK') srb.status = STATUS.STATUS_NOT_SUPPORTED;
        return srb;
      });
    },
  },
];
