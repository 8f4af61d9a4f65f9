/** Races of frames: reads and writes against changes of state, resets, cancels, closing and the passing of time. */
import { IOCTL } from '../../abi/ioctl.ts';
import type { Action, Link, Slot } from '../../traffic/actions.ts';
import type { MakeRace, RaceMaker, RaceSeat } from './race.ts';

/** KSPIN_DATAFLOW_IN. */
const flowsIn = 1;
const smallFrame = 4096;
const largestFrame = 0x10_0000;
/** How long a frame may take, and a cancelled request, in units of 100 ns. */
const aWhile = 200_000n;
const cancelLimit = 10_000_000n;
/** Long enough for frames to come and timers to run, in units of 100 ns. */
const someTime = 1_000_000n;

/** The seat of the pin, if there is one. */
export const pinIn = ({ ground }: RaceMaker): RaceSeat | undefined => ground.seats.find(({ object }) => object.kind === 'pin');

/** A read or a write of one frame, in the direction of the pin, and where its headers are. */
export function frame(maker: RaceMaker, { object, slot }: RaceSeat): { readonly submit: Extract<Action, { do: 'submit' }>; readonly headers: Slot; readonly size: number } {
  const { attributes } = object;
  const size = Math.max(maker.sizeOf('KSSTREAM_HEADER'), Number(attributes['headerSize'] ?? 0));
  const writes = (Number(attributes['dataflow']) === flowsIn) !== maker.random.once(8);
  const extent = writes ? smallFrame : Math.min(largestFrame, Number(attributes['frameSize'] ?? smallFrame));
  const at = (field: string): number => maker.offsetIn('KSSTREAM_HEADER', field);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(at('Size'), size, true);
  view.setUint32(at('PresentationTime') + 8, 1, true);
  view.setUint32(at('PresentationTime') + 12, 1, true);
  view.setUint32(at('FrameExtent'), extent, true);
  if (writes) view.setUint32(at('DataUsed'), extent, true);
  const data = maker.memory(new Uint8Array(extent));
  const link: Link = { at: at('Data'), size: maker.pointerSize, to: data, offset: 0 };
  const headers = maker.memory(bytes, [link]);
  const code = writes ? IOCTL.IOCTL_KS_WRITE_STREAM : IOCTL.IOCTL_KS_READ_STREAM;
  return { submit: { do: 'submit', handle: slot, code, input: null, output: { region: headers, offset: 0, length: size }, makes: maker.slot() }, headers, size };
}

/** How a request that was sent ends: by itself, or cancelled. */
export const ending = (request: Slot): Action[] => [
  { do: 'wait', request, limit: aWhile },
  { do: 'cancel', request },
  { do: 'wait', request, limit: cancelLimit },
];

const reset = (maker: RaceMaker, handle: Slot, begin: boolean): Action => ({ do: 'ioctl', handle, code: IOCTL.IOCTL_KS_RESET_STATE, input: maker.bytes(Uint8Array.of(begin ? 0 : 1, 0, 0, 0)), output: null });

/** A change of state against what asks for the state, streams, resets, or changes it, too. */
export const states: MakeRace = (maker) => {
  const { random } = maker;
  const sets = maker.stateSets;
  if (sets.length === 0) return undefined;
  const set = random.pick(sets);
  const get = maker.getOf(set);
  const lanes: Action[][] = [[maker.request(set, random.pick(set.legal))]];
  const pin = pinIn(maker);
  const after: Action[] = [];
  for (let i = 1 + random.below(2); i > 0; i--) {
    const what = random.below(4);
    if (what === 0) lanes.push([maker.request(set, random.pick(set.legal))]);
    else if (what === 1 && get) lanes.push([maker.request(get)]);
    else if (what === 2 && pin) {
      const { submit } = frame(maker, pin);
      lanes.push([submit]);
      after.push(...ending(submit.makes));
    } else if (pin) lanes.push([reset(maker, pin.slot, !random.once(3))]);
  }
  return { object: set.object, item: set.item?.name ?? '', changes: [], prepared: maker.prepared, lanes, after: [...after, ...maker.looks([set])] };
};

/** Frames that are sent at the same time, and what else a pin can be asked. */
export const streams: MakeRace = (maker) => {
  const pin = pinIn(maker);
  if (!pin) return undefined;
  const { random, requests } = maker;
  const sent = Array.from({ length: 1 + random.below(2) }, () => frame(maker, pin));
  const lanes: Action[][] = sent.map(({ submit }) => [submit]);
  if (lanes.length === 1 || random.once(2)) lanes.push([random.once(2) ? reset(maker, pin.slot, true) : requests.length > 0 ? askedOf(maker) : reset(maker, pin.slot, true)]);
  return { object: pin.object, item: 'stream', changes: [], prepared: maker.prepared, lanes, after: [...sent.flatMap(({ submit }) => ending(submit.makes)), ...maker.someLooks()] };
};

function askedOf(maker: RaceMaker): Action {
  const template = maker.random.pick(maker.requests);
  return maker.request(template, maker.valueOf(template));
}

/** A request in flight that is cancelled while it completes, while the pin changes, or while it is closed. */
export const cancel: MakeRace = (maker) => {
  const pin = pinIn(maker);
  if (!pin) return undefined;
  const { random } = maker;
  const { submit } = frame(maker, pin);
  maker.prepared.push(submit);
  const lanes: Action[][] = [[{ do: 'cancel', request: submit.makes }]];
  const sets = maker.stateSets;
  for (let i = 1 + random.below(2); i > 0; i--) {
    const what = random.below(6);
    if (what === 0 && sets.length > 0) {
      const set = random.pick(sets);
      lanes.push([maker.request(set, random.pick(set.legal))]);
    } else if (what === 1) lanes.push([{ do: 'close', handle: pin.slot }]);
    else if (what === 2) lanes.push([reset(maker, pin.slot, true)]);
    else lanes.unshift([{ do: 'sleep', duration: someTime }]);
  }
  return { object: pin.object, item: 'stream', changes: [], prepared: maker.prepared, lanes, after: ending(submit.makes) };
};
