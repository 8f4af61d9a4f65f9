/** Requests of streams that are worked on piece by piece, and the events and frames of music, apart from any device. */
import { describe, expect, it } from 'vitest';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import { Pool } from '../../kernel/pool.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { callerLayout } from '../ks/caller-layout.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import { KSSTATE } from './descriptors.ts';
import { IrpQueue } from './irp-queue.ts';
import { MappingQueue } from './mapping-queue.ts';
import { FrameWriter, leastBlock, unpackBlocks } from './music-blocks.ts';
import type { Mxf } from './music-miniports.ts';
import { EventAllocator, Sequencer } from './mxf.ts';

const layout = callerLayout('x64');

/** A pending request with so many headers captured, and how it can be cancelled. */
function request(headers = 1) {
  const output = new Pool().allocate('headers', headers * layout.streamHeader.size);
  output.zero();
  let cancel = (): void => {};
  const irp = {
    output,
    status: STATUS.STATUS_PENDING as number,
    information: 0,
    markPending: (routine: () => void) => { cancel = routine; },
    complete: (status: number) => { irp.status = status; },
  };
  const used = (index: number) => output.u32(index * layout.streamHeader.size + layout.streamHeader.dataUsed);
  return { irp: irp as unknown as Irp, told: irp, cancel: () => { cancel(); }, used };
}

/** A header of a frame, or of none. */
function header(index: number, extent: number, used = 0): ProbedHeader {
  const pages = extent === 0 ? null : { bytes: new Uint8Array(extent + 3), offset: 3, length: extent };
  return { offset: index * layout.streamHeader.size, size: layout.streamHeader.size, frameExtent: extent, dataUsed: used, optionsFlags: 0, pages };
}

describe('requests as one run of bytes', () => {
  it('go on from one frame and one request to the next, and pass over those without a frame', () => {
    const queue = new IrpQueue(layout);
    const [first, second] = [request(3), request()];
    const frames = [header(0, 4), header(1, 0), header(2, 2)];
    queue.add(first.irp, frames, false);
    queue.add(second.irp, [header(0, 8, 5)], true);
    let byte = 0;
    const next = (limit: number) => queue.next(limit, (bytes) => { bytes.fill(++byte); });
    expect([next(3), next(3)]).toEqual([3, 1]);
    // The frame without bytes is done as it is passed.
    expect([next(3), first.told.status, first.told.information]).toEqual([2, STATUS.STATUS_SUCCESS, 3 * layout.streamHeader.size]);
    expect([[0, 1, 2].map(first.used), [...(frames[0]?.pages?.bytes ?? [])]]).toEqual([[4, 0, 2], [0, 0, 0, 1, 1, 1, 2]]);
    expect([next(100), second.told.information]).toEqual([5, 5]);
    expect(next(1)).toBe(0);
  });

  it('give nothing where nothing is wanted', () => {
    const queue = new IrpQueue(layout);
    const { irp, told } = request();
    queue.add(irp, [header(0, 4)], false);
    expect([queue.next(0, () => {}), told.status]).toEqual([0, STATUS.STATUS_PENDING]);
  });

  it('are cancelled once', () => {
    const queue = new IrpQueue(layout);
    const [first, second] = [request(), request()];
    for (const { irp } of [first, second]) queue.add(irp, [header(0, 4)], false);
    queue.next(4, () => {});
    // Too late: it is complete.
    first.cancel();
    expect(first.told.status).toBe(STATUS.STATUS_SUCCESS);
    queue.cancelAll();
    second.told.status = 7;
    second.cancel();
    expect(second.told.status).toBe(7);
    expect(queue.next(4, () => {})).toBe(0);
  });
});

describe('requests as pieces that are lent', () => {
  it('are lent page by page, come back in order, and complete with their last piece', () => {
    const revoked: number[] = [];
    const queue = new MappingQueue(layout, (tags) => revoked.push(...tags));
    const [none, long, last] = [request(), request(2), request()];
    queue.add(none.irp, [header(0, 0)], false);
    expect(none.told).toMatchObject({ status: STATUS.STATUS_SUCCESS, information: layout.streamHeader.size });
    queue.add(long.irp, [header(0, 5000), header(1, 10)], false);
    queue.add(last.irp, [header(0, 10, 6)], true);
    const pieces = Array.from({ length: 5 }, () => queue.next());
    expect(pieces.map((piece) => piece?.bytes.length)).toEqual([4096, 904, 10, 6, undefined]);
    expect(() => { queue.release(2); }).toThrow('released tag 2 out of order');
    for (const tag of [1, 2]) queue.release(tag);
    expect(long.told.status).toBe(STATUS.STATUS_PENDING);
    queue.release(3);
    expect([long.told.status, long.used(0), long.used(1)]).toEqual([STATUS.STATUS_SUCCESS, 5000, 10]);
    queue.cancelAll();
    expect([revoked, last.told.status]).toEqual([[4], STATUS.STATUS_CANCELLED]);
    expect(() => { queue.release(4); }).toThrow('released tag 4 out of order');
    last.cancel();
    expect(revoked).toEqual([4]);
  });

  it('of a request that is cancelled are revoked as far as they were lent', () => {
    const revoked: number[][] = [];
    const queue = new MappingQueue(layout, (tags) => revoked.push([...tags]));
    const [first, second] = [request(), request()];
    queue.add(first.irp, [header(0, 10)], false);
    queue.add(second.irp, [header(0, 0)], true);
    expect(second.told.status).toBe(STATUS.STATUS_PENDING);
    first.cancel();
    // Nothing was lent of it; the one behind it has nothing to wait for.
    expect([revoked, first.told.status, second.told.status, second.told.information]).toEqual([[], STATUS.STATUS_CANCELLED, STATUS.STATUS_SUCCESS, 0]);
  });
});

describe('music', () => {
  const play = () => {
    const clock = new VirtualClock(0);
    const allocator = new EventAllocator(new Pool());
    const sequencer = new Sequencer(clock, allocator, (time) => time);
    const event = (presTime: number) => Object.assign(allocator.getMessage(), { presTime });
    return { clock, allocator, sequencer, event };
  };

  it('events go back to their allocator, once', () => {
    const { allocator, event } = play();
    const [first, second] = [event(1), event(2)];
    first.next = second;
    expect([allocator.setState(), allocator.putMessage(first)]).toEqual([STATUS.STATUS_SUCCESS, STATUS.STATUS_SUCCESS]);
    expect(() => allocator.putMessage(second)).toThrow('given back twice');
  });

  it('events are passed on when they are due, to whoever is connected', () => {
    const { clock, sequencer, event } = play();
    const heard: number[] = [];
    const sink = { putMessage: ({ presTime }: { presTime: number }) => heard.push(presTime) } as unknown as Mxf;
    const other = { putMessage: () => 0 } as unknown as Mxf;
    const [early, late, gone] = [event(20_000), event(50_000), event(90_000)];
    for (const each of [late, early, gone]) sequencer.putMessage(each);
    sequencer.connectOutput(sink);
    sequencer.run();
    expect(heard).toEqual([]);
    sequencer.setState(KSSTATE.RUN);
    clock.advance(30_000);
    expect(heard).toEqual([20_000]);
    sequencer.drop((each) => each === gone);
    // Whoever is not connected cannot be disconnected.
    sequencer.disconnectOutput(other);
    clock.advance(50_000);
    expect(heard).toEqual([20_000, 50_000]);
    sequencer.disconnectOutput(sink);
    sequencer.putMessage(event(60_000));
    sequencer.setState(KSSTATE.RUN);
    clock.advance(200_000);
    expect(heard).toEqual([20_000, 50_000]);
  });

  it.each([[false, 8, 4], [true, 20, 8]])('blocks fill a frame as far as it holds them (DirectMusic: %s)', (directMusic, head, align) => {
    const frame = new Uint8Array(2 * head + 12);
    const writer = new FrameWriter(frame, directMusic);
    const block = (time: number, ...data: number[]) => ({ time, channelGroup: 1, data: Uint8Array.from(data), complete: true });
    expect(writer.put(block(70_000))).toBe(0);
    expect([writer.used, writer.start]).toEqual([0, 0]);
    expect(writer.put(block(100_000, 0x90, 60, 1))).toBe(3);
    expect([writer.used, writer.start]).toEqual([Math.ceil((head + 3) / align) * align, 100_000]);
    const left = frame.length - writer.used - head;
    expect(writer.put(block(130_000, ...Array.from({ length: 20 }, (_, i) => i)))).toBe(left);
    expect(writer.put(block(140_000, 1))).toBe(0);
    const blocks = unpackBlocks(frame.slice(0, writer.used), directMusic);
    expect(blocks.map(({ data }) => data.length)).toEqual([3, left]);
    expect(blocks.map(({ time }) => time)).toEqual([0, 30_000]);
    if (directMusic) expect(blocks.map(({ complete }) => complete)).toEqual([true, false]);
    expect(leastBlock(directMusic)).toBe(Math.ceil((head + 1) / align) * align);
  });

  it.each([false, true])('a frame ends where a block does not fit into it, and empty blocks say nothing (DirectMusic: %s)', (directMusic) => {
    const frame = new Uint8Array(64);
    expect(unpackBlocks(frame, directMusic)).toEqual([]);
    new DataView(frame.buffer).setUint32(directMusic ? 0 : 4, 65, true);
    expect(unpackBlocks(frame, directMusic)).toEqual([]);
  });
});
