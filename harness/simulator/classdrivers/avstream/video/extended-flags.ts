/** Rules for Flags of extended camera controls: which settings there are, and which go together (CAMX-016). */

/** Whether Flags of a SET are a setting. */
export type FlagRule = (flags: bigint) => boolean;

/** Flags that must be 0: the setting is in the payload. */
export const noFlags: FlagRule = (flags) => flags === 0n;

/** Flags that are exactly one of some modes; 0 is one of them only where `off` says so. */
export const oneMode =
  (modes: bigint, off = true): FlagRule =>
  (flags) =>
    flags === 0n ? off : (flags & ~modes) === 0n && (flags & (flags - 1n)) === 0n;

/** Any of some flags, as far as the rules let them go together. */
export const flagsOf =
  (all: bigint, ...rules: readonly FlagRule[]): FlagRule =>
  (flags) =>
    (flags & ~all) === 0n && rules.every((rule) => rule(flags));

/** Of these at most one. */
export const exclusive =
  (modes: bigint): FlagRule =>
  (flags) =>
    oneMode(modes)(flags & modes);

/** Flags that are a setting only beside one of some others. */
export const onlyWith =
  (features: bigint, modes: bigint): FlagRule =>
  (flags) =>
    (flags & features) === 0n || (flags & modes) !== 0n;
