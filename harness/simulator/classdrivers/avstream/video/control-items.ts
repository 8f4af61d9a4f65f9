/** Property items of the standard controls, for the filter and for the node that has them (TOPO-041). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { itemByName } from '../../../../abi/names.ts';
import type { KsFilter, KsPin } from '../descriptors.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { steppedLong } from '../../ks/values.ts';
import { onStep, type ControlRange } from './control-ranges.ts';
import type { Control, FocalLengthControl, LongControl, PairControl } from './controls.ts';
import { isAuto, settingOf, stateOf, type FunctionState, type Setting } from './state.ts';

/** KSPROPERTY_CAMERACONTROL_FLAGS_*, which are the VIDEOPROCAMP ones too. */
const FLAGS = { AUTO: 1, MANUAL: 2, ASYNCHRONOUS: 4 } as const;
/** How long a control needs that tells when it is done. */
const COMPLETION = 100_000;
/** Bytes before the value: KSPROPERTY, or KSP_NODE for a node. */
const HEAD = { filter: 24, node: 32 } as const;
/** Bytes of every request structure behind its head: value, flags, capabilities, second value or padding. */
const BODY = 16;

type Target = KsFilter | KsPin;
type Item = KsPropertyItem<Target>;

/** Where a control lives, and who is to hear of changes that the camera makes itself. */
export interface ControlPlace {
  readonly functionIndex: number;
  /** Number of the entity, which is also its NodeId. */
  readonly entity: number;
  readonly form: 'filter' | 'node';
  /** Called after the camera changed a setting by itself. */
  readonly changed: (target: Target) => void;
}

/** The property sets for the controls of one entity. Empty if there are none. */
export function controlSets(controls: readonly Control[], place: ControlPlace): KsPropertySet<Target>[] {
  const offered = controls.filter((control) => place.form === 'node' || !(control.kind === 'pair' && control.nodeOnly));
  return [...new Set(offered.map(({ set }) => set))].map((set) => ({
    set: ksGuid(set),
    items: offered.filter((control) => control.set === set).map((control) => controlItem(control, place)),
  }));
}

/** The number of a property's name. */
export function propertyId(name: string): number {
  const id = itemByName(name)?.id;
  if (id === undefined || id === null) throw new RangeError(`no property is named ${name}`);
  return id;
}

function controlItem(control: Control, place: ControlPlace): Item {
  const size = HEAD[place.form] + BODY;
  const base = { id: propertyId(control.property), minProperty: size, minData: size };
  if (control.kind === 'focal-length') return { ...base, get: (request) => answerFocalLength(request, control, place) };
  if (control.kind === 'pair') {
    return {
      ...base,
      get: (request) => getPair(request, control, place),
      set: (request) => setPair(request, control, place),
    };
  }
  return {
    ...base,
    values: steppedLong(control.range, control.range.default),
    ...(control.access === 'write' ? {} : { get: (request: KsRequest<Target>) => getLong(request, control, place) }),
    ...(control.access === 'read' ? {} : { set: (request: KsRequest<Target>) => setLong(request, control, place) }),
  };
}

/** The client's structure comes back with value, flags and capabilities filled in (VCAP-001). */
function answer(
  request: KsRequest<Target>,
  place: ControlPlace,
  body: { first: number; flags: number; capabilities: number; second?: number },
): number {
  const head = HEAD[place.form];
  request.value.write(0, request.input.slice(0, head));
  request.value.setU32(head, body.first);
  request.value.setU32(head + 4, body.flags);
  request.value.setU32(head + 8, body.capabilities);
  request.value.setU32(head + 12, body.second ?? 0);
  request.information = head + BODY;
  return STATUS.STATUS_SUCCESS;
}

const modeFlags = (auto: boolean): number => (auto ? FLAGS.AUTO : FLAGS.MANUAL);
const capabilities = (auto: boolean): number => (auto ? FLAGS.AUTO | FLAGS.MANUAL : FLAGS.MANUAL);
const firstSetting =
  (value: number, auto: boolean): (() => Setting) =>
  () => ({ value, auto });

function longSetting(state: FunctionState, { slot, range, scale, auto }: LongControl, entity: number): Setting {
  return settingOf(state, entity, slot, firstSetting(range.default * scale, auto));
}

function getLong(request: KsRequest<Target>, control: LongControl, place: ControlPlace): number {
  const { value, auto } = longSetting(stateOf(request.target, place.functionIndex), control, place.entity);
  return answer(request, place, {
    first: Math.trunc(value / control.scale),
    flags: modeFlags(auto),
    capabilities: capabilities(control.auto) | (control.completion === undefined ? 0 : FLAGS.ASYNCHRONOUS),
  });
}

/** Exactly one mode, and one that the control has (VCAP-003). */
function wantedMode(flags: number, auto: boolean): 'auto' | 'manual' | undefined {
  if (flags === FLAGS.MANUAL) return 'manual';
  return flags === FLAGS.AUTO && auto ? 'auto' : undefined;
}

const inside = ({ min, max }: ControlRange, value: number): boolean => value >= min && value <= max;

function setLong(request: KsRequest<Target>, control: LongControl, place: ControlPlace): number {
  const head = HEAD[place.form];
  const state = stateOf(request.target, place.functionIndex);
  const value = request.value.i32(head);
  const flags = request.value.u32(head + 4);
  const told = control.completion === undefined ? 0 : flags & FLAGS.ASYNCHRONOUS;
  const mode = wantedMode(flags - told, control.auto);
  if (mode === undefined || (mode === 'manual' && !inside(control.range, value)))
    return STATUS.STATUS_INVALID_PARAMETER;
  const { needs, moves } = control;
  if (needs && isAuto(state, place.entity, needs.slot) !== needs.auto) return STATUS.STATUS_INVALID_DEVICE_STATE;
  const setting = longSetting(state, control, place.entity);
  setting.auto = mode === 'auto';
  const before = setting.value;
  // Left to itself the camera settles on its default.
  setting.value = (mode === 'auto' ? control.range.default : onStep(control.range, value)) * control.scale;
  if (mode === 'auto' && setting.value !== before) place.changed(request.target);
  if (moves) moveOneStep(state, place.entity, moves, Math.sign(value));
  if (told !== 0) tellEnd(request.target, control.completion ?? 0);
  return STATUS.STATUS_SUCCESS;
}

/** A relative control moves the absolute one; 0 is the way back to the default. */
function moveOneStep(
  state: FunctionState,
  entity: number,
  { slot, range, sign }: NonNullable<LongControl['moves']>,
  direction: number,
): void {
  const setting = settingOf(state, entity, slot, firstSetting(range.default, false));
  const moved = setting.value + sign * direction * range.step;
  setting.value = direction === 0 ? range.default : Math.min(range.max, Math.max(range.min, moved));
}

function tellEnd(target: Target, event: number): void {
  const { device } = target.kind === 'pin' ? target.filter : target;
  device.setTimer(COMPLETION, () => {
    device.generateEvents({ set: ksGuid('KSEVENTSETID_CameraAsyncControl'), id: event });
  });
}

function pairSettings(
  state: FunctionState,
  { slots, ranges, auto }: PairControl,
  entity: number,
): readonly [Setting, Setting] {
  return [
    settingOf(state, entity, slots[0], firstSetting(ranges[0].default, auto)),
    settingOf(state, entity, slots[1], firstSetting(ranges[1].default, auto)),
  ];
}

function getPair(request: KsRequest<Target>, control: PairControl, place: ControlPlace): number {
  const [first, second] = pairSettings(stateOf(request.target, place.functionIndex), control, place.entity);
  return answer(request, place, {
    first: first.value,
    second: second.value,
    flags: modeFlags(first.auto),
    capabilities: capabilities(control.auto),
  });
}

function setPair(request: KsRequest<Target>, control: PairControl, place: ControlPlace): number {
  const head = HEAD[place.form];
  const values = [request.value.i32(head), request.value.i32(head + 12)] as const;
  const mode = wantedMode(request.value.u32(head + 4), control.auto);
  const legal = control.ranges.every((range, i) => inside(range, values[i] ?? 0));
  if (mode === undefined || (mode === 'manual' && !legal)) return STATUS.STATUS_INVALID_PARAMETER;
  pairSettings(stateOf(request.target, place.functionIndex), control, place.entity).forEach((setting, i) => {
    setting.auto = mode === 'auto';
    setting.value = mode === 'auto' ? (control.ranges[i]?.default ?? 0) : (values[i] ?? 0);
  });
  return STATUS.STATUS_SUCCESS;
}

/** KSPROPERTY_CAMERACONTROL_FOCAL_LENGTH_S: three LONGs behind the head. */
function answerFocalLength(request: KsRequest<Target>, control: FocalLengthControl, place: ControlPlace): number {
  return answer(request, place, {
    first: control.ocular,
    flags: control.objectiveMin,
    capabilities: control.objectiveMax,
  });
}
