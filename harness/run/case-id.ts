/** The parts of a case id: `core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock`. */
export interface CaseIdParts {
  /** Spec file and, for laws about items, the item: `core/clock/KSPROPERTY_CLOCK_TIME`. */
  readonly path: string;
  /** Id of the law, behaviour or model. */
  readonly claim: string;
  /** The subject: `camera/pin0/clock`. */
  readonly object: string;
}

/** Takes a case id apart. What is missing is empty. */
export function splitCaseId(id: string): CaseIdParts {
  const colon = id.indexOf(':');
  const at = id.lastIndexOf('@');
  const path = colon < 0 ? (at < 0 ? id : id.slice(0, at)) : id.slice(0, colon);
  return {
    path,
    claim: colon < 0 ? '' : id.slice(colon + 1, at < colon ? undefined : at),
    object: at < 0 ? '' : id.slice(at + 1),
  };
}
