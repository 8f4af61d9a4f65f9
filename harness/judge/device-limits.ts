/** What a device says its legal values are, in the member lists of its answer to BASICSUPPORT (PROP-052, PROP-062…064). */
import { CodecError, codecOf, isStruct, type StructValue, type Value } from '../abi/codec.ts';
import { isSuccess } from '../abi/ntstatus.ts';
import { buildInput, verbs } from '../plan/ask.ts';
import type { Item } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { perform, ready, type Received } from './exchange.ts';
import type { Limits, Span } from './legal.ts';
import { questionOf } from './question.ts';

export const descriptionType = 'KSPROPERTY_DESCRIPTION';
const descriptionSize = 40;
/** A description beyond this is not believed. */
const mostBytes = 65_536;

/** KSPROPERTY_MEMBER_* of a members header, and the flag that marks a list of defaults. */
const memberKind = { ranges: 1, steppedRanges: 2, values: 3 } as const;
const defaultFlag = 1;

/** Asks for the whole description: its fixed part tells its size. */
export function askDescription(ask: (length: number) => Received): Received {
  const first = ask(descriptionSize);
  const view = new DataView(first.bytes.buffer, first.bytes.byteOffset, first.bytes.length);
  const size = first.bytes.length >= 8 ? view.getUint32(4, true) : 0;
  return isSuccess(first.status) && size > descriptionSize && size <= mostBytes ? ask(size) : first;
}

/** The limits that the device tells for the item of the case; none if it tells none. */
export function deviceLimits(ctx: CaseContext, item: Item): Limits {
  const asked = ctx.address({ name: item.name, own: item === ctx.case.about, candidates: [item] }, undefined);
  const input = buildInput(ctx.book, item, asked.place, verbs.propertySupport, ctx.scope);
  const question = questionOf(asked, `support ${item.name}`, input, descriptionType);
  const answer = askDescription((outputLength) => perform(ctx, ready(question, asked.handle, outputLength)));
  if (!isSuccess(answer.status)) return {};
  try {
    const description = codecOf(descriptionType, ctx.scope.arch).decode(answer.bytes);
    return isStruct(description) ? limitsIn(description) : {};
  } catch (error) {
    if (error instanceof CodecError) return {};
    throw error;
  }
}

function limitsIn(description: StructValue): Limits {
  for (const list of (description['MembersLists'] ?? []) as readonly StructValue[]) {
    const header = list['MembersHeader'] as StructValue;
    const members = (list['Members'] ?? []) as readonly Value[];
    const first = members[0];
    if ((Number(header['Flags']) & defaultFlag) !== 0 || first === undefined) continue;
    const kind = header['MembersFlags'];
    if (kind === memberKind.values) return { oneOf: members };
    if ((kind === memberKind.ranges || kind === memberKind.steppedRanges) && isStruct(first)) return { range: spanOf(first) };
  }
  return {};
}

/** Bounds or a stepping of 32 or 64 bits; controls are signed. */
function spanOf(member: StructValue): Span {
  const bounds = isStruct(member['Bounds']) ? member['Bounds'] : member;
  const leaf = (name: string): bigint => {
    const found = Object.entries(flatten(bounds)).find(([key]) => key.endsWith(name));
    return BigInt((found?.[1] ?? 0) as number | bigint);
  };
  const step = BigInt((member['SteppingDelta'] ?? 1) as number | bigint);
  return { min: leaf('SignedMinimum'), max: leaf('SignedMaximum'), step: step > 0n ? step : 1n };
}

function flatten(value: StructValue, into: Record<string, Value> = {}): Record<string, Value> {
  // The signed members come before the unsigned ones, whose names end alike.
  for (const [name, member] of Object.entries(value)) {
    if (isStruct(member)) flatten(member, into);
    else into[name] ??= member;
  }
  return into;
}
