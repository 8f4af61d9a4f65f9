/** Camera and picture controls as cameras have them, and how they depend on each other. */
import type { ControlRange } from './control-ranges.ts';

export type ControlSet = 'PROPSETID_VIDCAP_VIDEOPROCAMP' | 'PROPSETID_VIDCAP_CAMERACONTROL';

interface ControlBase {
  readonly set: ControlSet;
  /** Name of the property. */
  readonly property: string;
}

/** A control of one value. */
export interface LongControl extends ControlBase {
  readonly kind: 'long';
  /** Where the value is kept, within the entity. Controls that share a place show the same setting. */
  readonly slot: string;
  readonly range: ControlRange;
  /** How many units of the kept value make one of the property's; 1 unless the pair of a control counts finer. */
  readonly scale: number;
  /** Whether the camera can choose the value itself. */
  readonly auto: boolean;
  readonly access: 'read' | 'write' | 'both';
  /** A SET needs the control in `slot` in this mode, e.g. exposure in automatic mode. */
  readonly needs?: { readonly slot: string; readonly auto: boolean };
  /** A SET moves the control in `slot` by a step with its own sign, or against it, or to its default for 0. */
  readonly moves?: { readonly slot: string; readonly range: ControlRange; readonly sign: 1 | -1 };
  /** A SET may ask to be told of its end (KSPROPERTY_CAMERACONTROL_FLAGS_ASYNCHRONOUS): id of the event that tells. */
  readonly completion?: number;
}

/** A control of two values, kept in two slots. Its values are those kept, without a scale. */
export interface PairControl extends ControlBase {
  readonly kind: 'pair';
  readonly slots: readonly [string, string];
  readonly ranges: readonly [ControlRange, ControlRange];
  readonly auto: boolean;
  /** A node has it, the filter does not. */
  readonly nodeOnly: boolean;
}

/** The focal lengths of the camera terminal's descriptor. */
export interface FocalLengthControl extends ControlBase {
  readonly kind: 'focal-length';
  readonly ocular: number;
  readonly objectiveMin: number;
  readonly objectiveMax: number;
}

export type Control = LongControl | PairControl | FocalLengthControl;

const prefixOf = (set: ControlSet): string =>
  set === 'PROPSETID_VIDCAP_VIDEOPROCAMP' ? 'KSPROPERTY_VIDEOPROCAMP_' : 'KSPROPERTY_CAMERACONTROL_';

/** A control of one value as it is unless told otherwise; `name` is that of the property without its prefix. */
export function long(set: ControlSet, name: string, range: ControlRange, over: Partial<LongControl> = {}): LongControl {
  return {
    kind: 'long',
    set,
    property: prefixOf(set) + name,
    slot: name,
    range,
    scale: 1,
    auto: false,
    access: 'both',
    ...over,
  };
}

/** A control of two values, each kept in a slot of the name given. */
export function pair(
  set: ControlSet,
  name: string,
  slots: readonly [string, string],
  ranges: readonly [ControlRange, ControlRange],
  over: Partial<PairControl> = {},
): PairControl {
  return { kind: 'pair', set, property: prefixOf(set) + name, slots, ranges, auto: false, nodeOnly: false, ...over };
}

/** The range of a value that is kept `scale` times finer; any of its own units is a step. */
export function scaled({ min, max, default: byDefault }: ControlRange, scale: number): ControlRange {
  return { min: min * scale, max: max * scale, step: 1, default: byDefault * scale };
}
