/** Other forms of faults in what a device lists and says of itself. */
import { writeGuid } from '../../abi/guid.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { KSPROPERTY_TYPE as TYPE } from '../classdrivers/ks/automation.ts';
import { findSet } from '../classdrivers/ks/compiled.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { KsCall } from '../classdrivers/ks/ks-call.ts';
import type { Fault } from './fault.ts';
import { answering, getting, tellingState } from './on-property.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;
const processing = ksGuid('PROPSETID_VIDCAP_VIDEOPROCAMP');
/** KSSTATE_RUN, and where KSDATAFORMAT_WAVEFORMATEX has what is looked at. */
const run = 3;
const wave = { size: 64 + 18, bits: 64 + 14 } as const;
/** KS_VIDEOINFOHEADER behind its KSDATAFORMAT. */
const video = { size: 64 + 88, frameTime: 64 + 40 } as const;

export const listedFaults: readonly Fault[] = [
  {
    id: 'property.information-of-last-request',
    bugClass: 'BUG-011',
    title: 'Information of a get is that of the get before it, if its answer is no shorter',
    device: 'testcap',
    apply: ({ ks: { properties } }) => {
      let last = 0;
      wrap(properties, 'callHandler', (call) => (handler, request) => {
        const status = call(handler, request);
        if (status !== success || (request.flags & TYPE.GET) === 0) return status;
        const own = request.information;
        request.information = Math.min(last, own);
        last = own;
        return status;
      });
    },
  },
  {
    id: 'property.basicsupport-claims-set',
    bugClass: 'BUG-012',
    title: 'BASICSUPPORT reports that every property can be set',
    device: 'testcap',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'basicSupport', (answer) => (call, item) => {
        const status = answer(call, item);
        if (status === success && call.information >= 4) call.value.setU32(0, call.value.u32(0) | TYPE.SET);
        return status;
      });
    },
  },
  {
    id: 'property.set-reaches-neighbour',
    bugClass: 'BUG-018',
    title: 'A set of a control sets the control behind it',
    device: 'usbvideo',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'judge', (judge) => (call, sets) => {
        const set = findSet(sets, call.input);
        const items = set?.guid === processing && (call.flags & TYPE.SET) !== 0 ? set.items.filter((item) => item.set !== undefined) : [];
        const at = items.findIndex(({ id }) => id === call.id);
        const item = items[(at + 1) % Math.max(1, items.length)];
        if (at < 0 || item === undefined) return judge(call, sets);
        const other = new KsCall(call.irp, call.arch, call.target, call.node, item.id, call.flags, call.input, call.value);
        return properties.transfer(other, item, true);
      });
    },
  },
  {
    id: 'allocator.mask-form-not-checked',
    bugClass: 'BUG-070',
    title: 'Of an alignment only the size is tested, not that it is a mask',
    device: 'testcap',
    apply: ({ ks: { allocators } }) => {
      wrap(allocators, 'judgeFraming', (judge) => (framing) => {
        const tolerant = framing.slice();
        const view = new DataView(tolerant.buffer);
        if (view.getUint32(16, true) <= 0xfff) view.setUint32(16, 0, true);
        return judge(tolerant);
      });
    },
  },
  {
    id: 'allocator.framing-ex-empty',
    bugClass: 'BUG-072',
    title: 'The extended framing of a pin holds nothing but zeros',
    device: 'testcap',
    apply: answering('KSPROPERTY_CONNECTION_ALLOCATORFRAMING_EX', (call) => {
      call.value.zero(0, call.information);
    }),
  },
  {
    id: 'notification.claimed-and-refused',
    bugClass: 'BUG-076',
    title: 'A pin says that its buffer can notify, and refuses every such buffer',
    device: 'hdaudio',
    apply: getting('KSPROPERTY_RTAUDIO_BUFFER_WITH_NOTIFICATION', () => STATUS.STATUS_NOT_SUPPORTED),
  },
  {
    id: 'format.interval-rounded',
    bugClass: 'BUG-080',
    title: 'A frame interval is held against one that was rounded up, so the one that is advertised is refused',
    device: 'usbvideo',
    apply: ({ ks: { intersections } }) => {
      wrap(intersections, 'tryRanges', (tryRanges) => (factory, format, attributes, attempt) => {
        const time = format.length >= video.size ? new DataView(format.buffer, format.byteOffset).getBigInt64(video.frameTime, true) : 0n;
        return time % 10n === 3n ? STATUS.STATUS_NO_MATCH : tryRanges(factory, format, attributes, attempt);
      });
    },
  },
  {
    id: 'intersection.default-unadvertised',
    bugClass: 'BUG-082',
    title: 'The default format has more bits than any range',
    device: 'hdaudio',
    apply: ({ ks: { intersections } }) => {
      wrap(intersections, 'firstMatch', (firstMatch) => (factory, range, attributes) => {
        const found = firstMatch(factory, range, attributes);
        if (typeof found !== 'number' && found.length >= wave.size) new DataView(found.buffer, found.byteOffset).setUint16(wave.bits, 40, true);
        return found;
      });
    },
  },
  {
    id: 'audio.mode-listed-and-refused',
    bugClass: 'BUG-093',
    title: 'A processing mode is listed that no pin can be opened in',
    device: 'hdaudio',
    apply: answering('KSPROPERTY_AUDIOSIGNALPROCESSING_MODES', (call) => {
      const mode = new Uint8Array(16);
      writeGuid(mode, 0, ksGuid('AUDIO_SIGNALPROCESSINGMODE_MOVIE'));
      if (call.information >= 24) call.value.write(call.information - 16, mode);
    }),
  },
  {
    id: 'state.raw-value-stored',
    bugClass: 'BUG-095',
    title: 'A state above RUN is accepted, and is the state from then on',
    device: 'testcap',
    apply: (simulation) => {
      tellingState(simulation, (call, handler) => {
        const told = call.value.u32(0);
        return told <= run ? { status: handler() } : { status: success, told };
      });
    },
  },
  {
    id: 'close.parent-freed-first',
    bugClass: 'BUG-105',
    title: 'A filter is freed with its last handle although pins of it are open',
    device: 'testcap',
    apply: ({ kernel }) => {
      wrap(kernel, 'closeHandle', (close) => (handle) => {
        const object = kernel.handles.get(handle);
        const status = close(handle);
        if (object?.type === 'file' && object.handles === 0 && object.references > 0) object.driver.close();
        return status;
      });
    },
  },
];
