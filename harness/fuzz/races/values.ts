/** Races between requests about values: sets and gets of one item or of its neighbours, through one handle or two. */
import { neighbourhood } from '../generate/neighbourhood.ts';
import { shapeOf } from '../generate/mutation.ts';
import { Draft } from '../generate/draft.ts';
import type { Template } from '../generate/template.ts';
import type { Action } from '../../traffic/actions.ts';
import type { MakeRace, RaceMaker } from './race.ts';

/** Sets of the same thing, or of what stands beside it, and gets meanwhile. */
export const values: MakeRace = (maker) => {
  const { random, sets } = maker;
  if (sets.length === 0) return undefined;
  const one = random.pick(sets);
  const beside = sets.filter(({ object, item }) => object === one.object && item?.set === one.item?.set);
  const other = random.once(3) ? one : random.pick(beside);
  const get = maker.getOf(one);
  for (const template of new Set([one, other])) maker.prepared.push(maker.request(template, random.pick(template.legal)));
  const handle = maker.slotOf(one);
  const second = random.once(2) ? maker.another(handle) : handle;
  const set = (template: Template, slot: typeof handle): Action => maker.request(template, random.pick(template.legal), slot);
  const lanes: Action[][] = [[set(one, handle)]];
  if (random.once(2)) lanes.push([set(other, second)]);
  if (get && (lanes.length === 1 || random.once(2))) lanes.push([maker.request(get, undefined, random.once(2) ? second : handle)]);
  if (random.once(4)) lanes[0]?.push(set(one, handle));
  return { object: one.object, item: one.item?.name ?? '', changes: [], prepared: maker.prepared, lanes, after: maker.looks([one, other]) };
};

/** Lists of a race of anything with anything. */
const mostLists = 4;
/** Buffers that are sent are no longer than this. */
const mostLength = 8192;
const draft = new Draft();

/** Anything with anything, right or changed in one way. */
export const requests: MakeRace = (maker) => {
  const { random, requests: templates } = maker;
  if (templates.length === 0) return undefined;
  const chosen = Array.from({ length: 2 + random.below(mostLists - 1) }, () => random.pick(templates));
  const changes: string[] = [];
  const lanes = chosen.map((template) => [random.once(3) ? changed(maker, template, changes) : maker.request(template, maker.valueOf(template))]);
  const [first] = chosen;
  if (!first) return undefined;
  return { object: first.object, item: first.item?.name ?? '', changes, prepared: maker.prepared, lanes, after: maker.looks(chosen) };
};

/** A request that is changed in one way; as it is where the change is one of memory. */
function changed(maker: RaceMaker, template: Template, changes: string[]): Action {
  draft.load(template, maker.valueOf(template));
  const mutation = maker.random.pick(neighbourhood(shapeOf(template, draft.outputLength)));
  mutation.apply(draft, maker.random);
  if (draft.odd || draft.astray || draft.inputLength > mostLength || draft.outputLength > mostLength) return maker.request(template, maker.valueOf(template));
  changes.push(mutation.name);
  const output = new Uint8Array(draft.outputLength);
  output.set(draft.value.subarray(0, Math.min(draft.valueLength, draft.outputLength)));
  return {
    do: 'ioctl',
    handle: maker.slotOf(template),
    code: draft.code,
    input: draft.inputLength > 0 ? maker.bytes(draft.input.slice(0, draft.inputLength)) : null,
    output: output.length > 0 ? maker.bytes(output) : null,
  };
}
