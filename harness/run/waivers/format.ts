/**
 * The shape of a waiver file. One valibot schema from which the types, the checks and the JSON Schema for editors are
 * derived; `docs/waivers.md` explains it.
 */
import * as v from 'valibot';
import { parseRange } from './range.ts';

const described = <const S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text));
const text = v.pipe(v.string(), v.minLength(1));

/** A calendar day that exists, as ISO 8601 writes it. */
export function isDay(written: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written)) return false;
  const time = Date.parse(`${written}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
}

function isLink(written: string): boolean {
  return URL.canParse(written) && /^https?:$/.test(new URL(written).protocol);
}

const day = v.pipe(v.string(), v.check(isDay, 'a day such as 2027-03-31'));
const range = v.pipe(v.string(), v.check((written) => parseRange(written) !== undefined, 'a range of versions such as ">=1.2 <1.4", "1.2.*" or "1.2.3.4"'));

export const scope = v.strictObject({
  driverVersion: v.optional(described(range, 'Range of versions of the driver, in quotes: ">=1.2 <1.4", "1.2.*", "1.2.3.4"')),
  hardwareId: v.optional(described(text, 'Hardware id of the device; * stands for anything, and case does not count')),
  osBuild: v.optional(described(range, 'Range of versions of Windows with their build, in quotes: ">=10.0.22000"')),
});

export const waiver = v.strictObject({
  cases: described(v.pipe(v.array(text), v.minLength(1)), 'Queries of case ids, as "kscts run" takes them: core/clock, audio/**:property.set.*'),
  where: v.optional(described(scope, 'Where it holds; everywhere unless told')),
  reason: described(text, 'Why the driver may be as it is, for who reads the report'),
  owner: described(text, 'Who sees to it'),
  link: described(v.pipe(v.string(), v.check(isLink, 'a web address')), 'The bug report or decision, as https://…'),
  expires: described(day, 'Last day on which it holds, as 2027-03-31'),
});

export const waiverFile = v.strictObject({
  waivers: described(v.array(waiver), 'What may be broken for now'),
});

/** A waiver as it stands in the journal. */
export type Waiver = v.InferOutput<typeof waiver> & {
  /** Where it is written: `waivers.yaml:3:5`. Names it, too. */
  readonly at: string;
};

/** What decides which cases of a run are waived; it stands in the first line of its journal. */
export interface Waivers {
  /** The day on which the waivers are held against their last days, as `2027-03-31`. */
  readonly today: string;
  /** Whether waivers that need attention make the run red. */
  readonly strict: boolean;
  readonly list: readonly Waiver[];
}
