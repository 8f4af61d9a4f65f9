/** The sets that are testcap's own. */
export const TESTCAP_PROPERTIES = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}';
export const TESTCAP_METHODS = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900002}';
export const TESTCAP_EVENTS = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900003}';
/** Type and name of the node that has the controls. */
export const TESTCAP_NODE = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900004}';
/** Name of the still pin: it shares the category of the capture pin. */
export const TESTCAP_STILL = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900005}';
/** Second subtype of the render pin. */
export const TESTCAP_SUBTYPE = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900006}';

/** Ids in TESTCAP_PROPERTIES. */
export const PROPERTY = {
  /** LONG, −100 … 100 in steps of 5. */
  LEVEL: 0,
  /** BOOL. */
  ENABLE: 1,
  /** LONG, one of a list. */
  MODE: 2,
  /** ULONG, read-only: how often LEVEL changed. */
  CHANGES: 3,
  /** ULONG, write-only: sets LEVEL to its default. */
  RESET: 4,
  /** KSMULTIPLE_ITEM + ULONG[], at most 16. */
  TABLE: 5,
  /** ULONG, read-only, answered after 1 ms. */
  SLOW: 6,
  /** LONGLONG with a range. */
  WIDE: 7,
  /** Only for raw serialization. */
  RAW: 8,
} as const;

/** Ids in TESTCAP_METHODS, named after their item flags where one shows. */
export const METHOD = { NONE: 0, READ: 1, WRITE: 2, MODIFY: 3, WAIT: 4, NOT_EXECUTABLE: 5 } as const;

/** Ids in TESTCAP_EVENTS. */
export const EVENT = {
  /** LEVEL changed. */
  CHANGED: 0,
  /** LEVEL rose to a LONG that follows KSEVENTDATA, or above. */
  REACHED: 1,
  /** LEVEL changed; buffered enables get a record: the old and the new LONG. */
  LOG: 2,
} as const;
