/** Ids within PROPSETID_TUNER. */
export const TUNER = {
  CAPS: 0,
  MODE_CAPS: 1,
  MODE: 2,
  STANDARD: 3,
  FREQUENCY: 4,
  INPUT: 5,
  STATUS: 6,
  IF_MEDIUM: 7,
  SCAN_CAPS: 8,
  SCAN_STATUS: 9,
  STANDARD_MODE: 10,
  NETWORKTYPE_SCAN_CAPS: 11,
} as const;
/** Ids within EVENTSETID_TUNER. */
export const TUNER_EVENT = { CHANGED: 0, INITIATE_SCAN: 1 } as const;
