/**
 * How a camera board with every control is laid out: the numbers of its pins and nodes, the sizes of its photographs. The
 * property sets of this folder speak of them.
 */
import { KSSTATE, type KsFilter } from '../descriptors.ts';

/** PinIds. */
export const PIN = { PREVIEW: 0, CAPTURE: 1, STILL: 2, INFRARED: 3, SENSOR: 4 } as const;

/** NodeIds of the board. */
export const NODE = { CAMERA: 0, PROCESSING: 1, STREAMING: 2 } as const;

/** A size of pictures. */
export type Size = readonly [width: number, height: number];

/** Sizes of the still pin, the largest first. */
export const PHOTO_SIZES: readonly Size[] = [
  [1280, 720],
  [640, 480],
];

const states = ({ device }: KsFilter, pins: readonly number[]): number[] =>
  device.filters
    .flatMap((filter) => filter.pins)
    .filter(({ id }) => pins.includes(id))
    .map(({ deviceState }) => deviceState);

/** Whether a pin of these factories runs, opened through whichever filter. */
export const runs = (filter: KsFilter, ...pins: readonly number[]): boolean =>
  states(filter, pins).includes(KSSTATE.RUN);

/** Whether a pin of these factories is in a state above STOP. */
export const isUp = (filter: KsFilter, ...pins: readonly number[]): boolean =>
  states(filter, pins).some((state) => state > KSSTATE.STOP);
