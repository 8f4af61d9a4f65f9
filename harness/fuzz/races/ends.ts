/** Races against an end: of a handle, of the device, and against the limits of what can be created. */
import type { Action } from '../../traffic/actions.ts';
import type { MakeRace, RaceMaker } from './race.ts';
import { ending, frame, pinIn } from './streams.ts';

/** One or two requests, with the templates that they are made from. */
function some(maker: RaceMaker, count: number): { readonly lanes: Action[][]; readonly after: Action[]; readonly item: string } | undefined {
  const { random, requests } = maker;
  if (requests.length === 0) return undefined;
  const after: Action[] = [];
  let item = '';
  const lanes = Array.from({ length: count }, (): Action[] => {
    const pin = random.once(3) ? pinIn(maker) : undefined;
    if (pin) {
      const { submit } = frame(maker, pin);
      after.push(...ending(submit.makes));
      return [submit];
    }
    const template = random.pick(requests);
    item = template.item?.name ?? '';
    return [maker.request(template, maker.valueOf(template))];
  });
  return { lanes, after, item };
}

/** Requests against the closing of their handle, or of one of its parents. */
export const close: MakeRace = (maker) => {
  const { random, ground } = maker;
  const asked = some(maker, 1 + random.below(2));
  const [subject] = ground.seats;
  if (!asked || !subject) return undefined;
  const closed = random.once(3) ? random.pick(ground.seats) : subject;
  const lanes: Action[][] = [...asked.lanes, [{ do: 'close', handle: closed.slot }]];
  return { object: subject.object, item: asked.item, changes: [`close of ${closed.object.kind}`], prepared: maker.prepared, lanes, after: [...asked.after, ...maker.someLooks()] };
};

/** Requests against the removal of the device, or its going to sleep. */
export const removal: MakeRace = (maker) => {
  const { random, ground } = maker;
  const asked = some(maker, 1 + random.below(2));
  const [subject] = ground.seats;
  if (!asked || !subject || !ground.target.plugAndPlay) return undefined;
  const sleeps = random.once(2);
  const lanes: Action[][] = [...asked.lanes, [sleeps ? { do: 'power', state: 'D3' } : { do: 'unplug' }]];
  const back: Action[] = sleeps ? [{ do: 'power', state: 'D0' }] : [];
  return { object: subject.object, item: asked.item, changes: [sleeps ? 'sleep' : 'removal'], prepared: maker.prepared, lanes, after: [...back, ...asked.after, ...maker.someLooks()] };
};

/** Children that are created at the same time, where there may be few, and the closing of their parent. */
export const creates: MakeRace = (maker) => {
  const { random, ground } = maker;
  if (ground.children.length === 0) return undefined;
  const child = random.pick(ground.children);
  const parentOf = (object: typeof child) => ground.seats.find((seat) => seat.object === object.parent);
  const parent = parentOf(child);
  if (!parent) return undefined;
  // What is open of it takes up its room.
  const open = ground.seats.find(({ object }) => object === child);
  if (open) maker.prepared.push({ do: 'close', handle: open.slot });
  const made = [maker.create(child, parent.slot), maker.create(random.once(3) ? random.pick(ground.children.filter((other) => other.parent === child.parent)) : child, parent.slot)];
  const lanes: Action[][] = made.map((action) => [action]);
  if (random.once(3)) lanes[0]?.push({ do: 'close', handle: made[0]?.makes ?? parent.slot });
  if (random.once(4)) lanes.push([{ do: 'close', handle: parent.slot }]);
  return { object: child, item: child.kind, changes: [], prepared: maker.prepared, lanes, after: [...made.map(({ makes }): Action => ({ do: 'close', handle: makes })), ...maker.looks([])] };
};
