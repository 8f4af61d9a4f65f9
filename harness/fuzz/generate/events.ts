/** Registrations: enabled with a notification object that is there, disabled by the right address, a wrong one, twice or not at all. */
import { byteLength } from '../../abi/byte-length.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { layoutOf } from '../../abi/layout.ts';
import { isSuccess } from '../../abi/ntstatus.ts';
import { silenceBreach } from '../../judge/oracles/events.ts';
import type { Handle, Region } from '../../target/target.ts';
import { spoil, type Scene } from './scene.ts';
import type { Template } from './template.ts';

const kinds = ['auto-reset', 'manual-reset', 'semaphore'] as const;
/** KSEVENTF_EVENT_HANDLE and KSEVENTF_SEMAPHORE_HANDLE. */
const eventHandle = 1;
const semaphoreHandle = 2;

/** One registration and its end. What stays enabled goes with the handle. False if the stage offers no event. */
export function eventOnce(scene: Scene, templates: readonly Template[]): boolean {
  const { stage, target, random } = scene;
  const offered = templates.filter(({ verb, offered }) => verb === 'enable' && offered);
  const layout = layoutOf(target.arch, 'KSEVENTDATA');
  if (offered.length === 0 || !layout) return false;
  const template = random.pick(offered);
  const seat = stage.seats.find(({ object }) => object === template.carrier);
  const data = template.legal[0];
  if (!seat || !data) return false;
  const at = (name: string): number => layout.fields.find((field) => field.name === name)?.offset ?? 0;
  const kind = random.pick(kinds);
  const signal = target.createSignal(kind);
  const region = target.allocate(data.length);
  fill(region, kind, signal, at, data, target.arch === 'x64');
  // What follows are mostly times: now, or in a little while.
  const rest = new DataView(region.bytes.buffer, region.bytes.byteOffset, region.length);
  for (let after = layout.size; after + 8 <= region.length; after += 8) rest.setBigInt64(after, random.pick(whens), true);
  const right = random.once(2);
  const spoilt = right ? { bytes: template.input, changes: [] } : spoil(template.input, random);
  const changes = [...spoilt.changes];
  if (!right && random.once(2)) {
    const other = spoil(region.bytes, random);
    region.bytes.set(other.bytes.subarray(0, region.length));
    changes.push(...other.changes.map((change) => `data ${change}`));
  }
  scene.doing(template.object, 'enable', template.item?.name ?? '', changes);
  scene.sent();
  const span = { region, offset: 0, length: region.length };
  const enabled = target.ioctl(seat.handle, template.code, spoilt.bytes.length > 0 ? spoilt.bytes : null, span);
  if (random.once(3)) target.sleep(100_000n);
  const times = isSuccess(enabled.status) ? random.below(3) : random.below(2);
  for (let i = 0; i < times; i++) {
    const length = random.once(4) ? random.below(region.length + 1) : Math.min(layout.size, region.length);
    scene.doing(template.object, 'disable', template.item?.name ?? '', changes);
    scene.sent();
    const disabled = target.ioctl(seat.handle, IOCTL.IOCTL_KS_DISABLE_EVENT, length === 0 ? null : { region, offset: 0, length: byteLength(length) }, null);
    if (i === 0 && isSuccess(enabled.status) && isSuccess(disabled.status)) silent(scene, signal);
  }
  if (random.once(2)) target.takeSignals(signal, 0n);
  // The driver holds the object as long as the registration lives, and only its address.
  target.close(signal);
  target.release(region);
  return true;
}

/** When an event comes, and how often, in units of 100 ns. */
const whens = [0n, 50_000n, 100_000n] as const;
/** How long a disabled event is listened to, in units of 100 ns. */
const aWhile = 200_000n;

/** What was signalled before it was disabled may be there; nothing comes after it. */
function silent({ target, random, found }: Scene, signal: Handle): void {
  if (!random.once(2)) return;
  target.takeSignals(signal, 0n);
  target.sleep(aWhile);
  const wrong = silenceBreach('the event', target.takeSignals(signal, 0n));
  if (wrong) found(wrong, { kind: 'silent' });
}

function fill(region: Region, kind: (typeof kinds)[number], signal: Handle, at: (name: string) => number, data: Uint8Array, wide: boolean): void {
  region.bytes.set(data);
  const view = new DataView(region.bytes.buffer, region.bytes.byteOffset, region.length);
  view.setUint32(at('NotificationType'), kind === 'semaphore' ? semaphoreHandle : eventHandle, true);
  if (wide) view.setBigUint64(at('EventHandle.Event'), BigInt(signal), true);
  else view.setUint32(at('EventHandle.Event'), Number(signal), true);
  if (kind === 'semaphore') view.setInt32(at('SemaphoreHandle.Adjustment'), 1, true);
}
