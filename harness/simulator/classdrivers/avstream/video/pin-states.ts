/** Which states pins are in: some controls can be set in some of them only (CAMX-008, CAMX-009). */
import { KSSTATE, type KsFilter } from '../descriptors.ts';

const states = ({ device }: KsFilter, pins: readonly number[]): number[] =>
  device.filters
    .flatMap((filter) => filter.pins)
    .filter(({ id }) => pins.includes(id))
    .map(({ deviceState }) => deviceState);

/** Whether a pin of these factories runs, opened through whichever filter. */
export const runs =
  (...pins: readonly number[]) =>
  (filter: KsFilter): boolean =>
    states(filter, pins).includes(KSSTATE.RUN);

/** Whether a pin of these factories is in a state above STOP. */
export const isUp =
  (...pins: readonly number[]) =>
  (filter: KsFilter): boolean =>
    states(filter, pins).some((state) => state > KSSTATE.STOP);

/** Whether no pin of these factories runs. */
export const idle =
  (...pins: readonly number[]) =>
  (filter: KsFilter): boolean =>
    !runs(...pins)(filter);
