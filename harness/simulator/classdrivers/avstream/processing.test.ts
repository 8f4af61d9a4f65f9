import { describe, expect, it } from 'vitest';
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../ks/guids.ts';
import { Machine, plainPin } from '../../testing/machine.ts';
import {
  KsGate,
  KSPIN_FLAG,
  KSSTATE,
  type KsFilterDispatch,
  type KsPin,
  type KsPinDescriptorEx,
} from './descriptors.ts';
import type { Handle } from '../../../target/target.ts';

const { STOP, ACQUIRE, PAUSE, RUN } = KSSTATE;
const advance = (pin: KsPin): void => pin.leadingEdge()?.advance();

/** A machine with input pins, and what can be done with the pins that are opened on it. */
function setup(pins: readonly Partial<KsPinDescriptorEx>[], dispatch?: KsFilterDispatch) {
  const { client } = new Machine([], {
    filters: [
      {
        name: 'test',
        friendlyName: 'Test',
        categories: [ksGuid('KSCATEGORY_CAPTURE')],
        pins: pins.map((pin) => plainPin({ dataFlow: 1, ...pin })),
        ...(dispatch && { dispatch }),
      },
    ],
  });
  const filter = client.openFilter();
  return {
    client,
    open: (id: number, state: number) => {
      const pin = client.openPin(filter, id);
      client.setState(pin, state);
      return pin;
    },
    /** Writes one frame; says whether it was processed at once. */
    write: (pin: Handle) => {
      const request = client.submitStream(pin, true, client.stream([{ extent: 4, used: 4 }]).headers);
      return { done: () => client.target.wait(request, 0n) !== null };
    },
  };
}

describe('pin-centric processing', () => {
  it('AVS-017: a frame that finds others waiting starts nothing, unless the pin wants every arrival', () => {
    for (const [flags, calls] of [[0, 1], [KSPIN_FLAG.INITIATE_PROCESSING_ON_EVERY_ARRIVAL, 3]] as const) {
      let count = 0;
      const { open, write } = setup([{ flags, dispatch: { process: () => void count++ } }]);
      const pin = open(0, PAUSE);
      for (let i = 0; i < 3; i++) write(pin);
      expect(count).toBe(calls);
    }
  });

  it('AVS-005: processing starts when the least state is reached, and not again above it', () => {
    const states: number[] = [];
    const { client, open, write } = setup([{ dispatch: { process: (pin) => void states.push(pin.deviceState) } }]);
    const pin = open(0, PAUSE);
    write(pin);
    client.setState(pin, RUN);
    expect(states).toEqual([PAUSE]);
    const late: number[] = [];
    const runOnly = setup([{ flags: KSPIN_FLAG.PROCESS_IN_RUN_STATE_ONLY, dispatch: { process: (each) => void late.push(each.deviceState) } }]);
    const other = runOnly.open(0, PAUSE);
    runOnly.write(other);
    runOnly.client.setState(other, RUN);
    expect(late).toEqual([RUN]);
  });

  it('AVS-016: a minidriver that turns an input of the gate off is not called until it attempts to', () => {
    let opened: KsPin | undefined;
    const { open, write } = setup([{ dispatch: { create: (pin) => ((opened = pin), 0), process: advance } }]);
    const pin = open(0, RUN);
    opened?.andGate.addOffInput();
    const frame = write(pin);
    expect([frame.done(), opened?.andGate.open]).toEqual([false, false]);
    opened?.andGate.turnInputOn();
    expect([frame.done(), opened?.andGate.open]).toEqual([false, true]);
    opened?.attemptProcessing();
    expect([frame.done(), opened?.andGate.open]).toEqual([true, false]);
  });

  it('AVS-018: a pin that needs no frames processes without any', () => {
    let count = 0;
    const flags = KSPIN_FLAG.FRAMES_NOT_REQUIRED_FOR_PROCESSING;
    const { open } = setup([{ flags, dispatch: { process: () => void count++ } }]);
    open(0, ACQUIRE);
    expect(count).toBe(0);
    open(0, PAUSE);
    expect(count).toBe(1);
  });

  it('AVS-021: STATUS_PENDING waits for the next occasion', () => {
    const runOnly = setup([{ flags: KSPIN_FLAG.PROCESS_IN_RUN_STATE_ONLY, dispatch: { process: (each) => (advance(each), STATUS.STATUS_PENDING) } }]);
    const pin = runOnly.open(0, PAUSE);
    const frames = [runOnly.write(pin), runOnly.write(pin)];
    runOnly.client.setState(pin, RUN);
    expect(frames.map((frame) => frame.done())).toEqual([true, false]);
  });

  it('never calls a dispatch within itself', () => {
    let depth = 0;
    let deepest = 0;
    const process = (pin: KsPin): void => {
      deepest = Math.max(deepest, ++depth);
      advance(pin);
      pin.attemptProcessing();
      depth--;
    };
    const { open, write } = setup([{ dispatch: { process } }]);
    expect([write(open(0, RUN)).done(), deepest]).toEqual([true, 1]);
  });
});

describe('filter-centric processing', () => {
  const takeAll: KsFilterDispatch = { process: (_filter, index) => index.flat().forEach(advance) };

  it('AVS-019: every pin that has left STOP must have frames', () => {
    const { client, open, write } = setup([{}, {}], takeAll);
    const [first, second] = [open(0, RUN), open(1, RUN)];
    const frame = write(first);
    expect(frame.done()).toBe(false);
    expect([write(second).done(), frame.done()]).toEqual([true, true]);
    const alone = write(first);
    expect(alone.done()).toBe(false);
    client.setState(second, STOP);
    expect(alone.done()).toBe(true);
  });

  it('AVS-019: a pin below its least state holds the others up', () => {
    const { client, open, write } = setup([{}, { flags: KSPIN_FLAG.FRAMES_NOT_REQUIRED_FOR_PROCESSING }], takeAll);
    const [first, second] = [open(0, RUN), open(1, ACQUIRE)];
    const frame = write(first);
    expect(frame.done()).toBe(false);
    client.setState(second, PAUSE);
    expect(frame.done()).toBe(true);
  });

  it('AVS-019: as many pins as are necessary must be there', () => {
    const { client, open, write } = setup([{}, { instancesNecessary: 1, flags: KSPIN_FLAG.FRAMES_NOT_REQUIRED_FOR_PROCESSING }], takeAll);
    const frame = write(open(0, RUN));
    expect(frame.done()).toBe(false);
    const necessary = open(1, STOP);
    expect(frame.done()).toBe(false);
    client.setState(necessary, PAUSE);
    expect(frame.done()).toBe(true);
  });

  it('AVS-019: of some pins one instance is enough', () => {
    let held: KsPin['filter'] | undefined;
    const create = ({ filter }: KsPin): number => ((held = filter), 0);
    const { client, open, write } = setup([{ flags: KSPIN_FLAG.SOME_FRAMES_REQUIRED_FOR_PROCESSING, dispatch: { create } }], takeAll);
    const [first, second] = [open(0, RUN), open(0, RUN)];
    expect([write(first).done(), write(second).done()]).toEqual([true, true]);
    client.target.close(second);
    expect(write(first).done()).toBe(true);
    // Nobody is left who could have frames: the gate of these pins is gone, and holds up nobody.
    client.setState(first, STOP);
    expect(held?.andGate.open).toBe(true);
  });

  it('AVS-020: pins can be attached to a gate that leads to that of the filter', () => {
    let either: KsGate | undefined;
    const attach = (pin: KsPin): number => {
      either ??= new KsGate('or', pin.filter.andGate);
      pin.attachOrGate(either);
      return 0;
    };
    const { open, write } = setup([{ dispatch: { create: attach } }, { dispatch: { create: attach } }], takeAll);
    const [first, second] = [open(0, RUN), open(1, RUN)];
    expect([write(first).done(), write(second).done()]).toEqual([true, true]);
  });

  it('AVS-016: the gate of the filter can be held, and the filter attempt to process', () => {
    let held: KsPin['filter'] | undefined;
    const { open, write } = setup([{ dispatch: { create: ({ filter }) => ((held = filter), 0) } }], takeAll);
    const pin = open(0, RUN);
    held?.andGate.addOffInput();
    const frame = write(pin);
    expect(frame.done()).toBe(false);
    held?.andGate.removeOffInput();
    held?.attemptProcessing();
    expect(frame.done()).toBe(true);
  });

  it('tells the pins by PinId, and takes none that has a dispatch of its own', () => {
    const seen: (readonly number[])[] = [];
    const { open, write } = setup([{}, { dispatch: { process: advance } }], {
      process: (_filter, index) => {
        seen.push(index.map((pins) => pins.length));
        index.flat().forEach(advance);
      },
    });
    const [shared, own] = [open(0, RUN), open(1, RUN)];
    expect([write(own).done(), write(shared).done()]).toEqual([true, true]);
    expect(seen).toEqual([[1, 0]]);
  });
});
