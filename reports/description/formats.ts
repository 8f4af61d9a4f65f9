/** Data ranges for people: `YUY2 640×480, 10–30 fps`, `pcm, 1–2 channels, 16 bits, 48000 Hz`. */
import type { FormatDescription } from '../../harness/description/format.ts';
import { spoken } from '../topology/graph.ts';

type Fields = Readonly<Record<string, unknown>>;

const member = (fields: unknown, name: string): unknown =>
  typeof fields === 'object' && fields !== null ? (fields as Fields)[name] : undefined;
const numberOf = (fields: unknown, name: string): number => Number(member(fields, name) ?? 0);

/** Ranges in order; what several in a row say alike (as VIDEOINFO and VIDEOINFO2 often do) stands once. */
export function rangeTexts(ranges: readonly FormatDescription[]): string[] {
  const texts: { text: string; specifiers: string[] }[] = [];
  for (const range of ranges) {
    const text = rangeText(range);
    const specifier = spoken(String(range['Specifier'] ?? 'any specifier'));
    const last = texts[texts.length - 1];
    if (last?.text === text) {
      if (!last.specifiers.includes(specifier)) last.specifiers.push(specifier);
    } else texts.push({ text, specifiers: [specifier] });
  }
  return texts.map(({ text, specifiers }) => `${text} (${specifiers.join(', ')})`);
}

function rangeText(range: FormatDescription): string {
  if ('hex' in range) return `${String(range['hex']).length / 2} bytes that no known range holds`;
  const kind = subtype(range);
  const parts = range['MaximumChannels'] === undefined ? videoParts(range) : audioParts(range);
  return [kind, ...parts].join(', ').replace(/^([^,]*), (\d+×\d+)/, '$1 $2');
}

/** The sub-format: a FOURCC, a name, or the major format where there is none. */
function subtype({ MajorFormat, SubFormat }: FormatDescription): string {
  const sub = SubFormat === undefined ? undefined : String(SubFormat);
  const code = /^\{([0-9A-F]{8})-0000-0010-8000-00AA00389B71\}$/.exec(sub ?? '')?.[1];
  const letters = code === undefined ? '' : Buffer.from(code, 'hex').reverse().toString('latin1');
  if (/^[ -~]{4}$/.test(letters)) return letters;
  const major = MajorFormat === undefined ? 'any format' : spoken(String(MajorFormat));
  const name = sub === undefined ? undefined : spoken(sub);
  return name === undefined || name === 'none' ? major : name;
}

const between = (least: number, most: number): string => (least === most ? String(most) : `${least}–${most}`);

function audioParts(range: FormatDescription): string[] {
  const number = (name: string): number => numberOf(range, name);
  const channels = number('MaximumChannels');
  return [
    channels === 1 ? '1 channel' : `up to ${channels} channels`,
    `${between(number('MinimumBitsPerSample'), number('MaximumBitsPerSample'))} bits`,
    `${between(number('MinimumSampleFrequency'), number('MaximumSampleFrequency'))} Hz`,
  ];
}

function videoParts(range: FormatDescription): string[] {
  const caps = range['ConfigCaps'];
  const [least, most] = [member(caps, 'MinOutputSize'), member(caps, 'MaxOutputSize')];
  if (most === undefined) return [];
  const size = (of: unknown): string => `${numberOf(of, 'cx')}×${numberOf(of, 'cy')}`;
  const sizes = size(least) === size(most) ? size(most) : `${size(least)}–${size(most)}`;
  const rate = (interval: number): string => (interval === 0 ? '?' : String(Math.round(1e9 / interval) / 100));
  const rates = [numberOf(caps, 'MaxFrameInterval'), numberOf(caps, 'MinFrameInterval')].map(rate);
  return [sizes, `${rates[0] === rates[1] ? rates[0] ?? '' : rates.join('–')} fps`];
}
