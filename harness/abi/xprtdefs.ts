/** xprtdefs.h of the DirectX SDK: what external devices are called, can do, and are told to do. */

const ED_BASE = 0x1000;

/** DEV_PORT_*. */
export const DEV_PORT_1394 = 8;
/** ED_DEVTYPE_*. */
export const ED_DEVTYPE = { VCR: ED_BASE + 8, CAMERA: ED_BASE + 900 } as const;
/** ED_POWER_*. */
export const ED_POWER = { ON: ED_BASE + 50, OFF: ED_BASE + 51, STANDBY: ED_BASE + 52 } as const;
export const ED_SYNCACC_FRAME = ED_BASE + 33;
export const ED_RATE_25 = ED_BASE + 37;
export const ED_SEEK_SLOW = ED_BASE + 49;
export const ED_TRANSCAP_CAN_EJECT = ED_BASE + 100;
/** ED_MEDIA_*: what a medium is, and what is done with it. */
export const ED_MEDIA = { SPIN_UP: ED_BASE + 130, SPIN_DOWN: ED_BASE + 131, UNLOAD: ED_BASE + 132, DVC: ED_BASE + 516, NOT_PRESENT: ED_BASE + 927 } as const;
export const ED_TRANSBASIC_SIGNAL_625_50_SD = ED_BASE + 944;
/** ED_MODE_*: modes of a transport, and the states within them. */
export const ED_MODE = {
  PLAY: ED_BASE + 200,
  STOP: ED_BASE + 201,
  FREEZE: ED_BASE + 202,
  FF: ED_BASE + 204,
  REW: ED_BASE + 205,
  RECORD: ED_BASE + 206,
  STEP_FWD: ED_BASE + 208,
  RECORD_FREEZE: ED_BASE + 808,
  STEP_REV: ED_BASE + 809,
  PLAY_FASTEST_FWD: ED_BASE + 933,
  PLAY_SLOWEST_FWD: ED_BASE + 934,
  PLAY_FASTEST_REV: ED_BASE + 935,
  PLAY_SLOWEST_REV: ED_BASE + 936,
  REW_FASTEST: ED_BASE + 938,
  REV_PLAY: ED_BASE + 939,
} as const;
