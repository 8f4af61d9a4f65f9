import { STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import type { StreamPin } from '../classdrivers/stream/pin.ts';
import type { Fault } from './fault.ts';
import { answering, onProperty, setting } from './on-property.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;
const [PAUSE, RUN] = [2, 3];
const device = 'dvddecoder';
const COPY_STATE = 'KSPROPERTY_DVDCOPY_SET_COPY_STATE';
const untilNext = 0xffff_ffff;

/** Every property of the decoder is one of a stream. */
const pinOf = (call: KsCall): StreamPin => call.target as StreamPin;

/** A request that ends in an error while data may flow. */
const notWhileFlowing = (call: KsCall, handler: () => number): number =>
  pinOf(call).state >= PAUSE ? STATUS.STATUS_INVALID_DEVICE_STATE : handler();

/** Faults of DVD decoders. */
export const decoderFaults: readonly Fault[] = [
  {
    id: 'decoder.nobody-negotiates',
    bugClass: 'BUG-018',
    title: 'Every pin says that another exchanges the keys',
    device,
    apply: answering(COPY_STATE, (call) => {
      call.value.setU32(0, 2);
    }),
  },
  {
    id: 'decoder.negotiator-fixed',
    bugClass: 'BUG-078',
    title: 'Keys can be exchanged on the video pin only, whichever pin is asked first',
    device,
    apply: answering(COPY_STATE, (call) => {
      call.value.setU32(0, pinOf(call).factory.id === 0 ? 3 : 2);
    }),
  },
  {
    id: 'decoder.second-exchange-fails',
    bugClass: 'BUG-059',
    title: 'After the first title key no keys can be exchanged any more',
    device,
    apply: (simulation) => {
      let done = false;
      onProperty(simulation, 'KSPROPERTY_DVDCOPY_TITLE_KEY', (_call, handler) => {
        done = true;
        return handler();
      });
      onProperty(simulation, 'KSPROPERTY_DVDCOPY_DEC_KEY2', (_call, handler) =>
        done ? STATUS.STATUS_UNSUCCESSFUL : handler(),
      );
    },
  },
  {
    id: 'decoder.announcement-never-ends',
    bugClass: 'BUG-048',
    title: 'The announcement of a new key is held until data comes that nobody sends, and cannot be cancelled',
    device,
    apply: setting(COPY_STATE, (call, handler) => {
      if (pinOf(call).state < RUN || call.value.u32(0) > 1) return handler();
      call.pend(() => {});
      return STATUS.STATUS_PENDING;
    }),
  },
  {
    id: 'decoder.keys-only-stopped',
    bugClass: 'BUG-095',
    title: 'Keys are refused while data flows',
    device,
    apply: (simulation) => {
      onProperty(simulation, 'KSPROPERTY_DVDCOPY_CHLG_KEY', notWhileFlowing);
    },
  },
  {
    id: 'decoder.region-as-on-disc',
    bugClass: '',
    title: 'The region is coded as on the disc: every bit but one is set',
    device,
    apply: answering('KSPROPERTY_DVDCOPY_REGION', ({ value }) => {
      value.setU8(1, ~value.u8(1) & 0xff);
    }),
  },
  {
    id: 'decoder.macrovision-on-off',
    bugClass: 'BUG-017',
    title: 'Macrovision can be turned on and off, but its levels 2 and 3 are refused',
    device,
    apply: setting('KSPROPERTY_COPY_MACROVISION', ({ value }, handler) =>
      value.u32(0) > 1 ? STATUS.STATUS_INVALID_PARAMETER : handler(),
    ),
  },
  {
    id: 'decoder.rate-forgets-start',
    bugClass: 'BUG-018',
    title: 'The start of a rate is lost: it reads as 0',
    device,
    apply: answering('KS_AM_RATE_SimpleRateChange', ({ value }) => {
      value.zero(0, 8);
    }),
  },
  {
    id: 'decoder.exact-rate-pretended',
    bugClass: 'BUG-016',
    title: 'An exact change of rate, which is not implemented, succeeds and does nothing',
    device,
    apply: setting('KS_AM_RATE_ExactRateChange', () => success),
  },
  {
    id: 'decoder.palette-only-stopped',
    bugClass: 'BUG-095',
    title: 'The palette of subpictures cannot be changed while they are played',
    device,
    apply: setting('KSPROPERTY_DVDSUBPIC_PALETTE', notWhileFlowing),
  },
  {
    id: 'decoder.highlight-without-end-refused',
    bugClass: 'BUG-017',
    title: 'A highlight that lasts until the next one is taken for one that ends before it starts',
    device,
    apply: setting('KSPROPERTY_DVDSUBPIC_HLI', ({ value }, handler) =>
      value.u32(8) === untilNext ? STATUS.STATUS_INVALID_PARAMETER : handler(),
    ),
  },
  {
    id: 'decoder.hidden-subpicture-stalls',
    bugClass: 'BUG-059',
    title: 'While subpictures are not displayed, their data is not taken',
    device,
    apply: (simulation) => {
      const hidden = new Set<StreamPin>();
      onProperty(simulation, 'KSPROPERTY_DVDSUBPIC_COMPOSIT_ON', (call, handler) => {
        if (call.value.u32(0) === 0) hidden.add(pinOf(call));
        else hidden.delete(pinOf(call));
        return handler();
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
    apply: setting('KSPROPERTY_AUDDECOUT_CUR_MODE', () => success),
  },
  {
    id: 'decoder.dialogue-level-zero',
    bugClass: 'BUG-017',
    title: 'The dialogue level of AC-3 reads as 0, which the format does not have',
    device,
    apply: answering('KSPROPERTY_AC3_DIALOGUE_LEVEL', ({ value }) => {
      value.setU32(0, 0);
    }),
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
