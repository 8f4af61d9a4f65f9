/** Races of a declared model's own requests: changes of its state and looks at it, among them a cancel or a closing. */
import type { DeclaredModel, ModelCall, ModelState } from '../../judge/declared-model.ts';
import type { Action, Slot } from '../../traffic/actions.ts';
import { ordersOf, type Order } from './orders.ts';
import type { MakeRace, RaceMaker, RaceSeat } from './race.ts';
import { ending, frame } from './streams.ts';

/** Changes of state that come one after the other before the race, at most. */
const mostBefore = 4;

export const model: MakeRace = (maker) => {
  const { ground, random } = maker;
  const { model: declared } = ground;
  if (!declared) return undefined;
  const { sequential, calls } = declared;
  const changes = calls.filter((call) => call.changes);
  let state: ModelState = sequential.initial;
  const said = (some: readonly ModelCall[]): readonly ModelCall[] => some.filter((call) => declared.says(state, call));
  for (let left = random.below(mostBefore + 1); left > 0; left--) {
    const here = said(changes);
    if (here.length === 0) break;
    const call = random.pick(here);
    maker.prepared.push(request(maker, call, seatOf(maker, call)));
    [state] = sequential.apply(state, call, undefined);
  }
  const here = said(calls);
  const changing = said(changes);
  if (here.length === 0) return undefined;
  // A filter can be opened twice, and what is set through one handle is seen through the other.
  const second = new Map<Slot, Slot>();
  const handle = (seat: RaceSeat): Slot => {
    if (seat.object.kind !== 'filter' || random.once(2)) return seat.slot;
    const other = second.get(seat.slot) ?? maker.another(seat.slot);
    second.set(seat.slot, other);
    return other;
  };
  const inFlight: Slot[] = [];
  const made = (call: ModelCall): Action => {
    const seat = seatOf(maker, call);
    if (!call.streams) return request(maker, call, seat, handle(seat));
    const { submit } = frame(maker, seat);
    inFlight.push(submit.makes);
    return submit;
  };
  const picked = pickLists(maker, state, changing.length > 0 ? changing : here, here);
  if (!picked) return undefined;
  const reads = here.filter(({ streams }) => streams);
  // A read that is on its way before anything else begins.
  if (reads.length > 0 && random.once(2)) maker.prepared.push(made(random.pick(reads)));
  const lanes = picked.map((list) => list.map(made));
  const [read] = inFlight;
  const ends = random.below(6);
  if (ends === 0) lanes.push([{ do: 'close', handle: second.values().next().value ?? ground.seats[0]?.slot ?? (0 as Slot) }]);
  else if (ends < 4 && read !== undefined && lanes.length < 4) lanes.push([{ do: 'cancel', request: read }]);
  const looks = calls.filter(({ changes, forms }) => !changes && forms.every(({ ask }) => ask.kind === 'get'));
  const after = [...inFlight.flatMap(ending), ...looks.slice(0, mostLooks).map((call) => request(maker, call, seatOf(maker, call)))];
  const { id } = declared.model;
  return { object: ground.subject, item: id, changes: [], prepared: maker.prepared, lanes, after };
};

/** Lists of calls with a change among them, of which the model says something in every order. */
function pickLists(maker: RaceMaker, state: ModelState, changing: readonly ModelCall[], here: readonly ModelCall[]): ModelCall[][] | undefined {
  const { random, ground } = maker;
  const looks = here.filter(({ changes, forms }) => !changes && forms.every(({ ask }) => ask.kind === 'get'));
  for (let left = mostTries; left > 0; left--) {
    const lists = [[choose(maker, changing)], [choose(maker, looks.length > 0 && random.once(2) ? looks : here)]];
    if (!random.once(3)) lists.push([choose(maker, looks.length > 0 && random.once(2) ? looks : here)]);
    // Whose request is interrupted is as good as any.
    const turned = lists.slice(random.below(lists.length)).concat(lists).slice(0, lists.length);
    if (random.once(2)) random.pick(turned).push(choose(maker, here));
    if (ordersOf(turned).every((order) => isSaid(ground.model, state, turned, order))) return turned;
  }
  return undefined;
}

function isSaid(declared: DeclaredModel | undefined, initial: ModelState, lists: readonly (readonly ModelCall[])[], order: Order): boolean {
  const next = lists.map((list) => list.values());
  let state = initial;
  return order.every((list) => {
    const { value } = next[list]?.next() ?? {};
    if (!declared || !value || !(value.changes ? declared.says(state, value) : state !== undefined)) return false;
    [state] = declared.sequential.apply(state, value, undefined);
    return true;
  });
}

/** How often lists are chosen until there are some. */
const mostTries = 12;

/** By command first: some have a call for each of many values. */
function choose({ random }: RaceMaker, calls: readonly ModelCall[]): ModelCall {
  const { command } = random.pick([...new Map(calls.flatMap(({ forms }) => forms.map((form) => [form.command, form]))).values()]);
  return random.pick(calls.filter(({ forms }) => forms.some((form) => form.command === command)));
}

/** Looks at what came of a race, at most. */
const mostLooks = 4;

function seatOf({ ground }: RaceMaker, { carrier }: ModelCall): RaceSeat {
  const seat = ground.seats.find(({ object }) => object === carrier) ?? ground.seats[0];
  if (!seat) throw new RangeError(`nothing is open that takes requests about ${carrier.path}`);
  return seat;
}

function request(maker: RaceMaker, { request: { code, input, output } }: ModelCall, { slot }: RaceSeat, handle = slot): Action {
  return { do: 'ioctl', handle, code, input: input.length > 0 ? maker.bytes(input) : null, output: output.length > 0 ? maker.bytes(output) : null };
}
