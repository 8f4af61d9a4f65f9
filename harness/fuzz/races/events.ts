/** Races of registrations: enabled, disabled, closed and raised at the same time. */
import { IOCTL } from '../../abi/ioctl.ts';
import type { Action, Slot } from '../../traffic/actions.ts';
import type { Template } from '../generate/template.ts';
import type { MakeRace, RaceMaker } from './race.ts';

/** KSEVENTF_SEMAPHORE_HANDLE. */
const semaphoreHandle = 2;
const mostSignals = 0x7fff;
/** Long enough for most timers to run, in units of 100 ns. */
const someTime = 500_000n;
/** When an event comes, and how often, in units of 100 ns. */
const times = [0n, 50_000n, 100_000n] as const;

interface Registration {
  readonly signal: Slot;
  readonly enable: Action;
  readonly disable: Action;
}

/** A registration with a semaphore, whose event data has a place of its own. */
export function registration(maker: RaceMaker, template: Template, handle = maker.slotOf(template)): Registration {
  const signal = maker.slot();
  maker.prepared.push({ do: 'create-signal', kind: 'semaphore', limit: mostSignals, makes: signal });
  const size = maker.sizeOf('KSEVENTDATA');
  const bytes = new Uint8Array(Math.max(size, template.legal[0]?.length ?? 0));
  bytes.set(template.legal[0] ?? []);
  const view = new DataView(bytes.buffer);
  // What follows are mostly times: now, or in a little while.
  for (let at = size; at + 8 <= bytes.length; at += 8) view.setBigInt64(at, maker.random.pick(times), true);
  view.setUint32(maker.offsetIn('KSEVENTDATA', 'NotificationType'), semaphoreHandle, true);
  view.setInt32(maker.offsetIn('KSEVENTDATA', 'SemaphoreHandle.Adjustment'), 1, true);
  const data = maker.memory(bytes, [{ at: maker.offsetIn('KSEVENTDATA', 'EventHandle.Event'), size: maker.pointerSize, to: signal }]);
  const span = (length: number) => ({ region: data, offset: 0, length });
  return {
    signal,
    enable: { do: 'ioctl', handle, code: template.code, input: maker.bytes(template.input), output: span(bytes.length) },
    disable: { do: 'ioctl', handle, code: IOCTL.IOCTL_KS_DISABLE_EVENT, input: span(size), output: null },
  };
}

/** Enabling and disabling against each other, against what raises the event, and against the end of the handle. */
export const events: MakeRace = (maker) => {
  const { random, ground } = maker;
  const offered = ground.templates.filter(({ verb, able }) => verb === 'enable' && able);
  if (offered.length === 0) return undefined;
  const template = random.pick(offered);
  const one = registration(maker, template);
  const other = registration(maker, random.once(2) ? template : random.pick(offered));
  if (!random.once(3)) maker.prepared.push(other.enable);
  const all: readonly Action[] = [one.enable, other.enable, other.disable, { do: 'sleep', duration: someTime }, { do: 'close', handle: maker.slotOf(template) }, ...raised(maker)];
  // What is signalled once a disable is back shows after what was there is taken.
  const taken: Action = { do: 'take-signals', signal: other.signal, limit: 0n };
  const lanes: Action[][] = [[other.disable, taken], [random.pick(all)]];
  if (random.once(2)) lanes.push([random.pick(all)]);
  else if (random.once(2)) lanes.unshift([one.enable]);
  // Whatever is left is disabled: from then on all is silent.
  const after: Action[] = [one, other].flatMap(({ signal, disable }): Action[] => [disable, { do: 'take-signals', signal, limit: 0n }]);
  const silent: Action[] = [{ do: 'sleep', duration: someTime }, ...[one, other].map(({ signal }): Action => ({ do: 'take-signals', signal, limit: 0n }))];
  return { object: template.object, item: template.item?.name ?? '', changes: [], prepared: maker.prepared, lanes, after: [...after, ...silent] };
};

/** What may be a cause: something is set. */
function raised(maker: RaceMaker): Action[] {
  const { sets, random } = maker;
  if (sets.length === 0) return [];
  const set = random.pick(sets);
  return [maker.request(set, random.pick(set.legal))];
}
