/** What a camera remembers. It belongs to the device: values outlive the handles that set them (VCAP-007). */
import type { KsDevice, KsFilter, KsPin } from '../descriptors.ts';

/** The setting of one control. */
export interface Setting {
  value: number;
  /** The camera chooses the value itself. */
  auto: boolean;
}

/** The state of one video function. Keys begin with the number of the entity (its place among the descriptors). */
export interface FunctionState {
  readonly settings: Map<string, Setting>;
  /** Current value of each extension unit control, by `entity:selector`. */
  readonly extensionControls: Map<string, Uint8Array>;
  /** Selected input pin of each selector unit, from 1. */
  readonly selectors: Map<number, number>;
  /** KS_VideoControlFlags of each pin. */
  readonly videoModes: Map<number, number>;
}

const newState = (): FunctionState => ({
  settings: new Map(),
  extensionControls: new Map(),
  selectors: new Map(),
  videoModes: new Map(),
});

/** Gives the device as many functions, with nothing remembered. */
export function startState(device: KsDevice, functions: number): void {
  device.context = Array.from({ length: functions }, newState);
}

/** The state of a function of the device that `object` belongs to. */
export function stateOf(object: KsFilter | KsPin, functionIndex: number): FunctionState {
  const filter = object.kind === 'pin' ? object.filter : object;
  const state = (filter.device.context as readonly FunctionState[])[functionIndex];
  if (state === undefined) throw new RangeError(`the device has no video function ${functionIndex}`);
  return state;
}

/** The setting in a slot of an entity, made with its first value when first asked for. */
export function settingOf(state: FunctionState, entity: number, slot: string, first: () => Setting): Setting {
  const key = `${entity}:${slot}`;
  let setting = state.settings.get(key);
  if (setting === undefined) {
    setting = first();
    state.settings.set(key, setting);
  }
  return setting;
}

/** Whether a control that has an automatic mode is in it, as it is until told otherwise. */
export function isAuto(state: FunctionState, entity: number, slot: string): boolean {
  return state.settings.get(`${entity}:${slot}`)?.auto ?? true;
}
