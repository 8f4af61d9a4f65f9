/** Memory that changes while a driver reads it: what it does must be what either form of the request says. */
import type { Action, Slot } from '../../traffic/actions.ts';
import { edges } from '../generate/mutation.ts';
import type { Template } from '../generate/template.ts';
import { registration } from './events.ts';
import type { MakeRace, Race, RaceMaker } from './race.ts';
import { ending, frame, pinIn } from './streams.ts';

const idAt = 16;
const flagsAt = 20;
/** GET, SET, BASICSUPPORT. */
const verbFlags = [1, 2, 0x200] as const;

type Made = Omit<Race, 'kind'>;

export const fetch: MakeRace = (maker) => {
  if (pinIn(maker) && maker.random.once(2)) return headerFetch(maker);
  return maker.random.once(3) ? eventFetch(maker) : valueFetch(maker);
};

const put = (maker: RaceMaker, region: Slot, offset: number, value: number): Action => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return { do: 'write', region, offset, content: maker.bytes(bytes) };
};

/** A request about a value, whose verb, id or value becomes another one. */
function valueFetch(maker: RaceMaker): Made | undefined {
  const { random, requests, sets } = maker;
  const templates = sets.length > 0 && !random.once(4) ? sets : requests;
  if (templates.length === 0) return undefined;
  const template = random.pick(templates);
  const input = maker.memory(template.input);
  const value = maker.valueOf(template) ?? new Uint8Array(template.outputLength);
  if (template.legal.length > 0 && template.verb === 'set') maker.prepared.push(maker.request(template, random.pick(template.legal)));
  const output = maker.memory(value);
  const ask: Action = {
    do: 'ioctl',
    handle: maker.slotOf(template),
    code: template.code,
    input: { region: input, offset: 0, length: template.input.length },
    output: value.length > 0 ? { region: output, offset: 0, length: value.length } : null,
  };
  const changes: string[] = [];
  // Two buffers are read one after the other, whoever reads them: only one of them changes.
  const ofValue = template.legal.length > 0 && value.length > 0 && random.once(2);
  const lane = Array.from({ length: random.once(3) ? 2 : 1 }, () => (ofValue ? changeOfValue(maker, template, output, changes) : change(maker, template, requests, input, changes)));
  return { object: template.object, item: template.item?.name ?? '', changes, prepared: maker.prepared, lanes: [[ask], lane], after: maker.looks([template]) };
}

function changeOfValue(maker: RaceMaker, { legal }: Template, output: Slot, changes: string[]): Action {
  changes.push('the value changes under way');
  return { do: 'write', region: output, offset: 0, content: maker.bytes(maker.random.pick(legal)) };
}

function change(maker: RaceMaker, template: Template, requests: readonly Template[], input: Slot, changes: string[]): Action {
  const { random } = maker;
  const told = (what: string, action: Action): Action => {
    changes.push(`${what} changes under way`);
    return action;
  };
  const what = random.below(3);
  const at = 4 * random.below(template.input.length >> 2);
  const beside = requests.filter(({ object, item, code }) => object === template.object && item?.set === template.item?.set && code === template.code);
  if (what === 0 && beside.length > 0) return told('the id', put(maker, input, idAt, random.pick(beside).item?.id ?? 0));
  if (what === 1) return told(`word ${at}`, put(maker, input, at, random.once(3) ? random.word() : random.pick(edges)));
  return told('the verb', put(maker, input, flagsAt, random.pick(verbFlags)));
}

/** A frame whose header tells of other sizes under way. */
function headerFetch(maker: RaceMaker): Made | undefined {
  const pin = pinIn(maker);
  if (!pin) return undefined;
  const { random } = maker;
  const { submit, headers } = frame(maker, pin);
  const field = random.pick(['FrameExtent', 'DataUsed', 'FrameExtent', 'DataUsed', 'OptionsFlags', 'Size'] as const);
  const value = random.once(3) ? random.pick(edges) : 0x1_0000 << random.below(12);
  const lanes: Action[][] = [[submit], [put(maker, headers, maker.offsetIn('KSSTREAM_HEADER', field), value)]];
  return { object: pin.object, item: 'stream', changes: [`${field} changes under way`], prepared: maker.prepared, lanes, after: [...ending(submit.makes), ...maker.someLooks()] };
}

/** Event data whose kind of notification becomes another one. */
function eventFetch(maker: RaceMaker): Made | undefined {
  const { random, ground } = maker;
  const offered = ground.templates.filter(({ verb, able }) => verb === 'enable' && able);
  if (offered.length === 0) return undefined;
  const template = random.pick(offered);
  const { enable, disable, signal } = registration(maker, template);
  const data = enable.do === 'ioctl' && enable.output && 'region' in enable.output ? enable.output.region : (0 as Slot);
  const kind = put(maker, data, maker.offsetIn('KSEVENTDATA', 'NotificationType'), random.pick([0, 1, 2, 4, 8, 16]));
  const other = put(maker, data, maker.offsetIn('KSEVENTDATA', 'EventHandle.Event'), random.pick(edges));
  const lanes: Action[][] = [[enable], random.once(3) ? [kind, other] : [random.once(3) ? other : kind]];
  return { object: template.object, item: template.item?.name ?? '', changes: ['event data changes under way'], prepared: maker.prepared, lanes, after: [disable, { do: 'take-signals', signal, limit: 0n }] };
}
