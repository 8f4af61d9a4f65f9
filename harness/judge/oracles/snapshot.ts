/** What a device looked like at one time: what it answered to each of some questions. */

/** By a name for the question: the answer, as a text or bytes. Questions that are refused are left out or hold the status. */
export type Snapshot = ReadonlyMap<string, string | Uint8Array>;

/** The first question whose answer differs between two snapshots; `undefined` if none does. */
export function firstChange(before: Snapshot, after: Snapshot, except?: ReadonlySet<string>): string | undefined {
  for (const [name, was] of before) if (except?.has(name) !== true && !sameAnswer(was, after.get(name))) return name;
  for (const name of after.keys()) if (!before.has(name) && except?.has(name) !== true) return name;
  return undefined;
}

/** `level is 04000000 and was 05000000` */
export function changeText(name: string, before: Snapshot, after: Snapshot): string {
  return `${name} is ${text(after.get(name))} and was ${text(before.get(name))}`;
}

export function sameAnswer(a: string | Uint8Array | undefined, b: string | Uint8Array | undefined): boolean {
  if (typeof a === 'string' || typeof b === 'string' || !a || !b) return a === b;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Bytes as hex, at most so many. */
const mostBytes = 32;

export function text(answer: string | Uint8Array | undefined): string {
  if (answer === undefined) return 'no answer';
  if (typeof answer === 'string') return answer;
  const hex = Array.from(answer.subarray(0, mostBytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return answer.length > mostBytes ? `${hex}…` : hex;
}
