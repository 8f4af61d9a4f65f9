/** What units of a card and streams of capture hardware answer where they have nothing, refuse, or are given up. */
import { describe, expect, it } from 'vitest';
import { STATUS, statusName, ntStatus } from '../../../../abi/ntstatus.ts';
import { KSSTATE, type HwStreamRequestBlock, type MasterClockHandle, type StreamBuffer, type StreamClassServices } from '../descriptors.ts';
import type { SrbCommand } from '../srb.ts';
import { TimedStream, type StreamKind } from './timed-stream.ts';
import { raiseOn, unitDriver, type Unit, type UnitStreams } from './unit.ts';

/** The class driver, as far as a minidriver sees it: timers that the test lets end, and what was signalled. */
function services() {
  const timers: { due: number; callback: () => void; cancelled: boolean }[] = [];
  const signalled: unknown[] = [];
  const made: Partial<StreamClassServices> = {
    now: () => 0,
    requestComplete: () => {},
    completeRequestAndMarkQueueReady: () => {},
    readyForNextStreamDataRequest: () => {},
    queryMasterClock: () => 77,
    signalDeviceEvents: (...words) => signalled.push(words),
    scheduleTimer: (due, callback) => {
      const timer = { due, callback, cancelled: false };
      timers.push(timer);
      return { cancel: () => { timer.cancelled = true; } };
    },
  };
  const tick = (): void => {
    for (const timer of timers.splice(0)) if (!timer.cancelled) timer.callback();
  };
  return { stream: made as StreamClassServices, signalled, tick };
}

function srbOf(command: SrbCommand, streamObject: object | null = {}): HwStreamRequestBlock {
  return { command, status: STATUS.STATUS_PENDING, streamObject, hwDeviceExtension: null, hwInstanceExtension: null, srbExtension: null, timeoutCounter: 15, timeoutOriginal: 15, actualBytesTransferred: 0 } as unknown as HwStreamRequestBlock;
}

const spell = ({ status }: HwStreamRequestBlock): string => statusName(ntStatus(status));
const frame = (): StreamBuffer => ({ dataUsed: 0, duration: 0, optionsFlags: 0, presentationTime: 0, extension: new Uint8Array(4) }) as unknown as StreamBuffer;
const format = new Uint8Array(64);
/** OptionsFlags of a frame: splice point, discontinuity, valid time, valid duration. */
const [SPLICE, GAP, TIME, DURATION] = [1, 4, 0x10, 0x100];

describe('a stream of capture hardware', () => {
  const open = (kind: Partial<StreamKind> = {}) => {
    const { stream, tick } = services();
    const made = new TimedStream(stream, { properties: [], accepts: (wanted) => wanted.length === format.length, period: () => 10, ...kind }, format);
    const control = (command: SrbCommand): string => {
      const srb = srbOf(command);
      made.receiveControl(srb);
      return spell(srb);
    };
    const data = (code: 'SRB_READ_DATA' | 'SRB_WRITE_DATA', ...frames: StreamBuffer[]) => {
      const srb = srbOf({ code, dataBufferArray: frames });
      made.receiveData(srb);
      return srb;
    };
    return { made, control, data, tick };
  };

  it.each<[string, SrbCommand, string]>([
    ['a format that fits', { code: 'SRB_PROPOSE_DATA_FORMAT', openFormat: new Uint8Array(64) }, 'STATUS_SUCCESS'],
    ['one that does not', { code: 'SRB_PROPOSE_DATA_FORMAT', openFormat: new Uint8Array(1) }, 'STATUS_NOT_SUPPORTED'],
    ['one to change to', { code: 'SRB_SET_DATA_FORMAT', openFormat: new Uint8Array(64) }, 'STATUS_SUCCESS'],
    ['one that it cannot change to', { code: 'SRB_SET_DATA_FORMAT', openFormat: new Uint8Array(1) }, 'STATUS_NOT_SUPPORTED'],
    ['a clock', { code: 'SRB_OPEN_MASTER_CLOCK', masterClockHandle: null }, 'STATUS_SUCCESS'],
    ['its state', { code: 'SRB_GET_STREAM_STATE', streamState: 9 }, 'STATUS_SUCCESS'],
    ['what is for the device', { code: 'SRB_INITIALIZE_DEVICE' }, 'STATUS_NOT_IMPLEMENTED'],
  ])('is asked about %s', (_what, command, status) => {
    expect(open().control(command)).toBe(status);
  });

  it('keeps its format where another one does not fit', () => {
    const { made, control } = open();
    control({ code: 'SRB_SET_DATA_FORMAT', openFormat: new Uint8Array(1) });
    expect(made.format).toBe(format);
  });

  it('gives reads back at rest, refuses what it has no data for, and leaves alone what is of no stream', () => {
    const { made, data } = open();
    const read = data('SRB_READ_DATA', frame());
    expect([spell(read), spell(data('SRB_WRITE_DATA', frame()))]).toEqual(['STATUS_SUCCESS', 'STATUS_NOT_IMPLEMENTED']);
    const { data: silent } = open({ period: undefined as never });
    expect(spell(silent('SRB_READ_DATA', frame()))).toBe('STATUS_NOT_IMPLEMENTED');
    const stray = srbOf({ code: 'SRB_READ_DATA', dataBufferArray: [frame()] }, null);
    made.receiveData(stray);
    expect(spell(stray)).toBe('STATUS_PENDING');
  });

  it('takes frames up to the first that it refuses', () => {
    const taken: StreamBuffer[] = [];
    const { data } = open({ take: (each) => { taken.push(each); return taken.length === 2 ? STATUS.STATUS_UNSUCCESSFUL : STATUS.STATUS_SUCCESS; } });
    const frames = [frame(), frame(), frame()];
    expect([spell(data('SRB_WRITE_DATA', ...frames)), taken.length]).toEqual(['STATUS_UNSUCCESSFUL', 2]);
    expect(spell(data('SRB_WRITE_DATA', frame()))).toBe('STATUS_SUCCESS');
  });

  it('tells what was lost, how long a frame lasts, and when it was if there is a clock', () => {
    const { made, control, data, tick } = open({ fill: () => 5, extension: () => Uint8Array.of(1, 2, 3, 4, 5, 6) });
    control({ code: 'SRB_SET_STREAM_STATE', streamState: KSSTATE.RUN });
    tick();
    const [first, second, third] = [frame(), frame(), frame()];
    const read = data('SRB_READ_DATA', first, second);
    tick();
    expect([first.dataUsed, first.optionsFlags, [...(first.extension ?? [])]]).toEqual([5, SPLICE | DURATION | GAP, [1, 2, 3, 4]]);
    control({ code: 'SRB_INDICATE_MASTER_CLOCK', masterClockHandle: {} as MasterClockHandle });
    tick();
    expect([second.optionsFlags, second.presentationTime, second.duration, spell(read)]).toEqual([SPLICE | DURATION | TIME, 77, 10, 'STATUS_SUCCESS']);
    expect(made.counts).toEqual({ pictures: 3, dropped: 1, bytes: 10 });
    const waiting = data('SRB_READ_DATA', third);
    made.giveUp(waiting, STATUS.STATUS_CANCELLED);
    made.giveUp(waiting, STATUS.STATUS_IO_TIMEOUT);
    expect(spell(waiting)).toBe('STATUS_CANCELLED');
    made.close();
    tick();
    expect(made.counts.pictures).toBe(3);
  });

  it('without anything to fill gives empty frames', () => {
    const { control, data, tick } = open();
    control({ code: 'SRB_SET_STREAM_STATE', streamState: KSSTATE.RUN });
    const empty = frame();
    data('SRB_READ_DATA', empty);
    tick();
    expect([empty.dataUsed, empty.duration]).toEqual([0, 10]);
  });
});

describe('a unit', () => {
  const unit = (more: Partial<Unit> = {}): Unit => ({ name: 'unit', friendlyName: 'Unit', categories: [], properties: [], ...more });
  const ask = (of: Unit, command: SrbCommand): string => {
    const srb = srbOf(command);
    unitDriver(services().stream, of).hwReceivePacket(srb);
    return spell(srb);
  };
  const streams: UnitStreams = { information: [], intersect: (_stream, range) => (range.length > 4 ? range : null), open: () => STATUS.STATUS_NOT_SUPPORTED, close: () => {}, giveUp: () => {} };
  const intersect = (range: Uint8Array): SrbCommand => ({ code: 'SRB_GET_DATA_INTERSECTION', intersectInfo: { streamNumber: 0, dataRange: range, dataFormat: null } }) as unknown as SrbCommand;

  it.each<[string, Unit, SrbCommand, string]>([
    ['that does not count its filters, an open filter', unit(), { code: 'SRB_OPEN_DEVICE_INSTANCE' }, 'STATUS_NOT_IMPLEMENTED'],
    ['that counts them, an open filter', unit({ perInstance: true }), { code: 'SRB_OPEN_DEVICE_INSTANCE' }, 'STATUS_SUCCESS'],
    ['that counts them, a closed filter', unit({ perInstance: true }), { code: 'SRB_CLOSE_DEVICE_INSTANCE' }, 'STATUS_SUCCESS'],
    ['without streams, one to open', unit(), { code: 'SRB_OPEN_STREAM', openFormat: format }, 'STATUS_NOT_IMPLEMENTED'],
    ['with streams, one that it cannot open', unit({ streams }), { code: 'SRB_OPEN_STREAM', openFormat: format }, 'STATUS_NOT_SUPPORTED'],
    ['without streams, a format', unit(), intersect(format), 'STATUS_NO_MATCH'],
    ['with streams, a format', unit({ streams }), intersect(format), 'STATUS_SUCCESS'],
    ['with streams, no format', unit({ streams }), intersect(new Uint8Array(4)), 'STATUS_NO_MATCH'],
    ['what is for a stream', unit(), { code: 'SRB_SET_STREAM_STATE', streamState: 0 }, 'STATUS_NOT_IMPLEMENTED'],
    ['a property that it does not have', unit(), { code: 'SRB_GET_DEVICE_PROPERTY', propertyInfo: { property: { u32: () => 0 }, propertySetId: 0, propertyInfo: {} } } as unknown as SrbCommand, 'STATUS_NOT_SUPPORTED'],
  ])('is asked, %s', (_what, of, command, status) => {
    expect(ask(of, command)).toBe(status);
  });

  it('gives requests up: by itself without streams, by them else', () => {
    const given: [HwStreamRequestBlock, number][] = [];
    const [alone, withStreams] = [unit(), unit({ streams: { ...streams, giveUp: (srb, status) => given.push([srb, status]) } })].map((of) => unitDriver(services().stream, of));
    const srb = srbOf({ code: 'SRB_INITIALIZE_DEVICE' }, null);
    alone?.hwCancelPacket(srb);
    expect(spell(srb)).toBe('STATUS_PENDING');
    alone?.hwRequestTimeoutHandler(srb);
    expect(spell(srb)).toBe('STATUS_IO_TIMEOUT');
    withStreams?.hwRequestTimeoutHandler(srb);
    withStreams?.hwCancelPacket(srb);
    expect(given.map(([, status]) => statusName(ntStatus(status)))).toEqual(['STATUS_IO_TIMEOUT', 'STATUS_CANCELLED']);
  });

  it('raises its event for one kind of change', () => {
    const { stream, signalled } = services();
    let tell: (change: string) => void = () => {};
    const own = unit();
    const event = { set: '{0}', id: 1 };
    raiseOn(stream, own, { onChange: (listener) => { tell = listener; } }, 'lock', event);
    tell('tuned');
    expect(signalled).toEqual([]);
    tell('lock');
    expect(signalled).toEqual([[own, event]]);
  });
});
