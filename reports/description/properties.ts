/** Properties for people: verbs, legal values and the present value, on a line each. */
import { answersOf, type Offers, type PropertyDescription } from '../../harness/description/format.ts';
import { codecFor, type Json } from '../../harness/description/values.ts';
import { clean, wrap } from '../text.ts';

type Members = { readonly [key: string]: Json };
const isMap = (json: unknown): json is Members => typeof json === 'object' && json !== null && !Array.isArray(json);
const longestValue = 72;

/** What an object offers, set by set: first the properties of which something is told, then the names of all others. */
export function offerLines({ properties = [], events = [], methods = [] }: Offers, width: number): string[] {
  const names = (items: readonly { readonly id: string | number }[]): string => items.map(({ id }) => shortId(id)).join(', ');
  return [
    ...properties.flatMap(({ set, items }) => {
      const told = items.filter((item) => item.description !== undefined || answersOf(item).length > 0);
      const others = items.filter((item) => !told.includes(item));
      const column = Math.max(0, ...told.map(({ id }) => shortId(id).length));
      return [
        set,
        ...told.map((item) => `  ${propertyLine(item, column)}`),
        ...(others.length > 0 ? wrap(names(others), Math.max(30, width - 2)).map((line) => `  ${line}`) : []),
      ];
    }),
    ...[...events, ...methods].flatMap(({ set, items }) => [set, ...wrap(names(items) || 'nothing known', Math.max(30, width - 2)).map((line) => `  ${line}`)]),
  ];
}

/** `KSPROPERTY_AUDIO_MUTE` → `AUDIO_MUTE`. */
const shortId = (id: string | number): string => (typeof id === 'number' ? `#${id}` : id.replace(/^KS(PROPERTY|EVENT|METHOD)_/, ''));

function propertyLine(item: PropertyDescription, column: number): string {
  const verbs = (item.access ?? []).join(' ').padEnd(7);
  const show = (value: Json | undefined): string => valueText(withValue(value, item.type));
  const legal = legalText(item.description);
  const values = answersOf(item).map(({ pin, channel, value, status }) => {
    const place = pin !== undefined ? `pin ${pin}: ` : channel !== undefined ? `channel ${channel}: ` : '';
    return place + (status ?? show(value));
  });
  // The same for every pin or channel is said once.
  const plain = answersOf(item).map(({ value, status }) => status ?? show(value));
  const all = item.answers?.[0]?.channel === undefined ? 'pins' : 'channels';
  const told = new Set(plain).size === 1 && plain.length > 1 ? [`${plain[0] ?? ''} (all ${plain.length} ${all})`] : values;
  const parts = [shortId(item.id).padEnd(column), verbs, ...(legal === '' ? [] : [legal]), ...(told.length > 0 ? [`= ${told.join('; ')}`] : [])];
  return parts.join('  ').trimEnd();
}

/** A description leaves zeros out; a control of value 0 is still one with a value. */
function withValue(value: Json | undefined, type: string | undefined): Json | undefined {
  const has = isMap(value) && !('Value' in value) && !('hex' in value) && type !== undefined && codecFor(type)?.fieldNames?.includes('Value');
  return has === true ? { Value: 0, ...(value as Members) } : value;
}

/** The legal values that a basic support answer tells: `-10…10 step 1, default 0`. */
function legalText(description: unknown): string {
  const lists = isMap(description) && Array.isArray(description['MembersLists']) ? (description['MembersLists'] as readonly Json[]) : [];
  const texts = lists.flatMap((list) => {
    if (!isMap(list)) return [];
    const { MembersHeader: header = {}, Members: members = [] } = list;
    const isDefault = isMap(header) && (Number(header['Flags'] ?? 0) & 1) !== 0;
    const each = [...new Set((Array.isArray(members) ? (members as readonly Json[]) : []).map(memberText))];
    return each.length === 0 ? [] : [`${isDefault ? 'default ' : ''}${each.join(', ')}`];
  });
  return texts.join(', ');
}

function memberText(member: Json): string {
  if (!isMap(member)) return valueText(member);
  const bounds = isMap(member['Bounds']) ? member['Bounds'] : member;
  const end = (which: 'Minimum' | 'Maximum'): string => String(bounds[`Signed${which}`] ?? bounds[`Unsigned${which}`] ?? 0);
  const step = member['SteppingDelta'];
  return `${end('Minimum')}…${end('Maximum')}${step === undefined ? '' : ` step ${valueText(step)}`}`;
}

/** A value on a line, cut if it is long. */
function valueText(value: Json | undefined): string {
  const text = clean(plainText(value ?? null)).replaceAll('\n', ' ');
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

function plainText(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(plainText).join(', ')}]`;
  if (!isMap(value)) return String(value);
  const { hex } = value;
  if (typeof hex === 'string') return `${hex.length / 2} bytes ${hex}`;
  const members = Object.entries(value).map(([key, each]) => `${key} ${plainText(each)}`);
  return members.length === 0 ? '{}' : members.join(', ');
}
