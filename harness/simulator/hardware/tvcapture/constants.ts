/** Numbers of ksmedia.h that say what the card receives. */

/** KS_AnalogVideoStandard, those that the card knows. */
export const STANDARD = { NTSC_M: 0x1, PAL_B: 0x10 } as const;
/** KSPROPERTY_TUNER_MODES. */
export const MODE = { TV: 1, FM_RADIO: 2 } as const;
/** KS_TVAUDIO_MODE_*. */
export const AUDIO = { MONO: 0x1, STEREO: 0x2, LANG_A: 0x10, LANG_B: 0x20 } as const;
/** Index of −1: no pin. */
export const NO_PIN = 0xffff_ffff;
