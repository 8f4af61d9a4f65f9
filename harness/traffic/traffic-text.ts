/**
 * Recordings as text: JSON in which bytes are `{"b":"base64"}` and big integers `{"n":"123"}`. What is as usual is left
 * out, so that most calls are short.
 */
import type { Action } from './actions.ts';
import type { Answered, Change } from './answered.ts';
import { isAction, type Failure, type Point, type Question, type Recorded } from './recorded.ts';

/** The text of a list of recorded calls. */
export function trafficText(calls: readonly Recorded[]): string {
  return `[${calls.map(callText).join(',')}]`;
}

function callText({ call, answered, gave, told, failure, changes, points }: Recorded): string {
  const parts = [`"c":${text(call)}`];
  const kept = isAction(call) ? withoutKnown(call, answered) : answered;
  if (Object.keys(kept).length > 0) parts.push(`"a":${text(kept)}`);
  if (gave !== undefined) parts.push(`"g":${text(gave)}`);
  if (told !== undefined) parts.push(`"t":${text(told)}`);
  if (failure) parts.push(`"f":${text(failure)}`);
  if (changes.length > 0) parts.push(`"m":${text(changes)}`);
  if (points) parts.push(`"p":[${points.map(pointText).join(',')}]`);
  return `{${parts.join(',')}}`;
}

function pointText({ at, changes, calls }: Point): string {
  const parts = [`"at":"${at}"`];
  if (changes.length > 0) parts.push(`"m":${text(changes)}`);
  if (calls.length > 0) parts.push(`"c":${trafficText(calls)}`);
  return `{${parts.join(',')}}`;
}

/** What stands in the caller's regions is known from their changes, and links are found again. */
function withoutKnown(call: Action, answered: Answered): Answered {
  const kept: { -readonly [K in keyof Answered]: Answered[K] } = { ...answered };
  delete kept.outputLinks;
  const plain = 'output' in call && call.output && 'bytes' in call.output;
  if (!plain && call.do !== 'wait') delete kept.output;
  return kept;
}

function text(value: unknown): string {
  if (typeof value === 'bigint') return `{"n":"${value}"}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (value instanceof Uint8Array) return `{"b":"${Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')}"}`;
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  const members: string[] = [];
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined || (name === 'links' && Array.isArray(member))) continue;
    members.push(`"${name}":${text(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** The calls of a text. What it says is not trusted: what is no recording is refused. @throws Error that says why */
export function callsOfText(line: string): readonly Recorded[] {
  return callsOf(JSON.parse(line));
}

/** The calls in parsed JSON. @throws Error */
export function callsOf(json: unknown): readonly Recorded[] {
  return listOf(json, 'calls').map(callOf);
}

function callOf(json: unknown): Recorded {
  const { c, a, g, t, f, m, p } = objectOf(json, 'a call');
  const call = valueOf(objectOf(c, 'what was called')) as Action | Question;
  if (typeof call.do !== 'string') throw new Error('a call does not say what it is');
  const gave = g === undefined ? undefined : valueOf(g);
  if (gave !== undefined && typeof gave !== 'bigint') throw new Error('what a call gave is no number');
  return {
    call,
    answered: a === undefined ? {} : answeredOf(a),
    ...(gave !== undefined && { gave }),
    ...(t !== undefined && { told: valueOf(t) }),
    ...(f !== undefined && { failure: failureOf(f) }),
    changes: changesOf(m),
    ...(p !== undefined && { points: listOf(p, 'points').map(pointOf) }),
  };
}

function pointOf(json: unknown): Point {
  const { at, m, c } = objectOf(json, 'a point');
  return { at: at as Point['at'], changes: changesOf(m), calls: c === undefined ? [] : callsOf(c) };
}

function answeredOf(json: unknown): Answered {
  const answered = valueOf(objectOf(json, 'an answer')) as Readonly<Record<string, unknown>>;
  for (const name of ['status', 'information', 'signals']) {
    if (answered[name] !== undefined && typeof answered[name] !== 'number') throw new Error(`the ${name} of an answer is no number`);
  }
  if (answered['output'] !== undefined && !(answered['output'] instanceof Uint8Array)) throw new Error('the output of an answer is no bytes');
  return answered as Answered;
}

function failureOf(json: unknown): Failure {
  const { kind, message } = objectOf(json, 'a failure');
  if (typeof message !== 'string') throw new Error('a failure has no message');
  return { kind: kind as Failure['kind'], message };
}

function changesOf(json: unknown): readonly Change[] {
  if (json === undefined) return [];
  return listOf(json, 'changes').map((each) => {
    const { region, offset, bytes } = valueOf(objectOf(each, 'a change')) as Partial<Change>;
    if (typeof region !== 'number' || typeof offset !== 'number' || !(bytes instanceof Uint8Array)) throw new Error('a change of memory that is none');
    return { region, offset, bytes };
  });
}

/** JSON with bytes and big integers as they are. Links were left out: there are none. */
function valueOf(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(valueOf);
  const object = json as Readonly<Record<string, unknown>>;
  const names = Object.keys(object);
  if (names.length === 1 && typeof object['b'] === 'string') return new Uint8Array(Buffer.from(object['b'], 'base64'));
  if (names.length === 1 && typeof object['n'] === 'string') return BigInt(object['n']);
  return Object.fromEntries(names.map((name) => [name, valueOf(object[name])]));
}

function objectOf(json: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error(`${what} is no object`);
  return json as Readonly<Record<string, unknown>>;
}

function listOf(json: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new Error(`${what} are no list`);
  return json;
}
