/** Headers and frames of streams, and formats that the class driver finds without a driver's help. */
import { describe, expect, test } from 'vitest';
import { STATUS, statusName, ntStatus } from '../../../abi/ntstatus.ts';
import { BugCheck } from '../../kernel/bugcheck.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Pool } from '../../kernel/pool.ts';
import { callerLayout } from './caller-layout.ts';
import { makeFormat, majorFormat, sampleSize, subFormat } from './formats.ts';
import { ksGuid } from './guids.ts';
import { intersectWithoutHandler } from './intersection.ts';
import { StreamFrame } from './stream-frame.ts';
import { OPTIONSF, StreamProbe, type ProbedHeader } from './stream-probe.ts';

const layout = callerLayout('x64');
const at = layout.streamHeader;

/** A list of headers with these members, `bytes` long. */
function list(members: Partial<Record<'size' | keyof typeof at | 'numerator' | 'denominator', number>>, bytes = at.size) {
  const made = new Pool().allocate('headers', bytes);
  made.zero();
  const { size = at.size, numerator, denominator, ...others } = members;
  made.setU32(0, size);
  for (const [name, value] of Object.entries(others)) made.setU32(at[name as keyof typeof at], value);
  if (numerator !== undefined) made.setU32(at.presentationTime + 8, numerator);
  if (denominator !== undefined) made.setU32(at.presentationTime + 12, denominator);
  return made;
}

describe('a header of a stream request', () => {
  const probe = new StreamProbe({} as Kernel, layout);
  const changed = { optionsFlags: OPTIONSF.TYPECHANGED };
  const [read, write] = [{ write: false, headerSize: at.size, allowFormatChange: false }, { write: true, headerSize: at.size, allowFormatChange: false }];

  test.each<[string, Parameters<typeof list>, Parameters<StreamProbe['header']>[2], string]>([
    ['as it should be', [{ frameExtent: 8 }], read, 'taken'],
    ['that is cut off', [{}, at.size - 1], read, 'STATUS_INVALID_BUFFER_SIZE'],
    ['of another size', [{ size: at.size + 8 }, at.size + 8], read, 'STATUS_INVALID_BUFFER_SIZE'],
    ['of a size of its own, where that may be', [{ size: at.size + 8 }, at.size + 8], { ...read, headerSize: 0 }, 'taken'],
    ['that is shorter than a header', [{ size: at.size - 8 }], { ...read, headerSize: 0 }, 'STATUS_INVALID_BUFFER_SIZE'],
    ['of a size that is no multiple of 8', [{ size: at.size + 4 }, at.size + 4], { ...read, headerSize: 0 }, 'STATUS_INVALID_BUFFER_SIZE'],
    ['that reaches beyond the request', [{ size: at.size + 8 }], { ...read, headerSize: 0 }, 'STATUS_INVALID_BUFFER_SIZE'],
    ['with data in a read', [{ frameExtent: 8, dataUsed: 1 }], read, 'STATUS_INVALID_BUFFER_SIZE'],
    ['with more data than frame', [{ frameExtent: 8, dataUsed: 9 }], write, 'STATUS_INVALID_BUFFER_SIZE'],
    ['with flags in a read', [{ optionsFlags: OPTIONSF.SPLICEPOINT }], read, 'STATUS_INVALID_PARAMETER'],
    ['with a time of no scale', [{ optionsFlags: OPTIONSF.TIMEVALID, numerator: 0, denominator: 1 }], write, 'STATUS_INVALID_PARAMETER'],
    ['with a time over nothing', [{ optionsFlags: OPTIONSF.TIMEVALID, numerator: 1, denominator: 0 }], write, 'STATUS_INVALID_PARAMETER'],
    ['with a time', [{ optionsFlags: OPTIONSF.TIMEVALID, numerator: 1, denominator: 1 }], write, 'taken'],
    ['with another format, where that cannot be', [changed], write, 'STATUS_INVALID_PARAMETER'],
    ['with another format, where that may be', [changed], { ...write, allowFormatChange: true }, 'taken'],
    ['with another format and another one behind it', [changed, 2 * at.size], { ...write, allowFormatChange: true }, 'STATUS_INVALID_BUFFER_SIZE'],
    ['with another format, too short', [{ ...changed, size: at.size - 8 }], { ...write, allowFormatChange: true }, 'STATUS_INVALID_BUFFER_SIZE'],
  ])('%s', (_what, members, options, result) => {
    const header = probe.header(list(...members), 0, options);
    expect(typeof header === 'number' ? statusName(ntStatus(header)) : 'taken').toBe(result);
  });

  test('has the pages of its frame, if it has one', () => {
    const pages = { bytes: new Uint8Array(8), offset: 0, length: 8 };
    const headers = [{ frameExtent: 0 }, { frameExtent: 8 }, { frameExtent: 8 }] as ProbedHeader[];
    expect(probe.pagesOf(headers, [{ pages }] as never)).toHaveLength(3);
    expect(probe.pagesOf(headers, [])).toEqual([null, null, null]);
  });
});

describe('a frame', () => {
  const header = (more: Partial<ProbedHeader> = {}): ProbedHeader => ({ offset: 0, size: at.size, frameExtent: 8, dataUsed: 3, optionsFlags: 0, pages: { bytes: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8), offset: 1, length: 8 }, ...more });

  test('is read and written within itself', () => {
    const frame = new StreamFrame(layout, list({ presentationTime: 7, typeSpecificFlags: 5, duration: 9 }), header());
    expect([frame.frameExtent, frame.presentationTime, frame.typeSpecificFlags, frame.duration]).toEqual([8, 7, 5, 9]);
    frame.write(2, Uint8Array.of(0xaa));
    frame.fill(4, 2, 0xbb);
    expect([...frame.read(0, 8)]).toEqual([1, 2, 0xaa, 4, 0xbb, 0xbb, 7, 8]);
    expect(frame.read(8, 0)).toHaveLength(0);
    for (const [offset, length] of [[1, 8], [-1, 2], [9, 1]] as const) expect(() => frame.read(offset, length)).toThrow(BugCheck);
    frame.done = true;
    expect(() => frame.read(0, 1)).toThrow(/touched after it was done/);
  });

  test('without data has none; one of no list is written back to none', () => {
    const frame = new StreamFrame(layout, null, header({ frameExtent: 0, pages: null }));
    expect([frame.presentationTime, frame.typeSpecificFlags, frame.duration, frame.extension]).toEqual([0, 0, 0, null]);
    expect(() => frame.read(0, 1)).toThrow(BugCheck);
    expect(() => { frame.writeBack(); }).not.toThrow();
  });

  test('is written back with the extension of its header', () => {
    const headers = list({ size: at.size + 8 }, at.size + 8);
    const frame = new StreamFrame(layout, headers, header({ size: at.size + 8 }));
    frame.extension?.set([9, 8], 0);
    Object.assign(frame, { dataUsed: 4, optionsFlags: OPTIONSF.SPLICEPOINT, presentationTime: 11, duration: 12 });
    frame.writeBack();
    expect([headers.u32(at.dataUsed), headers.u32(at.optionsFlags), Number(headers.i64(at.presentationTime)), Number(headers.i64(at.duration)), headers.u8(at.size)]).toEqual([4, 1, 11, 12, 9]);
  });
});

describe('PIN-070: without a handler the class driver finds a format', () => {
  const [none, stream, null_] = [ksGuid('KSDATAFORMAT_SUBTYPE_NONE'), ksGuid('KSDATAFORMAT_TYPE_STREAM'), '{00000000-0000-0000-0000-000000000000}'];
  const range = (major: string, sub: string, specifier = ksGuid('KSDATAFORMAT_SPECIFIER_NONE'), size = 0) => makeFormat({ majorFormat: major, subFormat: sub, specifier, sampleSize: size });

  test.each<[string, Uint8Array, Uint8Array, string, string, number]>([
    ['of the driver', range(null_, null_, undefined, 5), range(stream, none, undefined, 7), stream, none, 7],
    ['of the caller, where the driver takes any', range(stream, none, undefined, 5), range(null_, null_), stream, none, 5],
    ['of no kind, where both take any', range(stream, null_), range(stream, null_), stream, none, 0],
  ])('%s', (_what, caller, own, major, sub, size) => {
    const format = intersectWithoutHandler(caller, own);
    expect(typeof format).not.toBe('number');
    const bytes = format as Uint8Array;
    expect([majorFormat(bytes), subFormat(bytes), sampleSize(bytes)]).toEqual([major, sub, size]);
  });

  test.each([
    ['another specifier', range(stream, none), range(stream, none, ksGuid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX'))],
    ['nothing that either names', range(null_, none), range(null_, none)],
  ])('none for %s', (_what, caller, own) => {
    expect(intersectWithoutHandler(caller, own)).toBe(STATUS.STATUS_NO_MATCH);
  });
});
