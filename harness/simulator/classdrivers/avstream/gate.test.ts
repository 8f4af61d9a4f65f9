import { describe, expect, it } from 'vitest';
import { GateInput, KsGate } from './gate.ts';

describe('KSGATE', () => {
  it('AVS-016: an AND gate is open while no input is off', () => {
    const gate = new KsGate('and');
    expect(gate.open).toBe(true);
    gate.addOffInput();
    gate.addOffInput();
    gate.addOnInput();
    expect(gate.open).toBe(false);
    gate.turnInputOn();
    expect(gate.open).toBe(false);
    gate.removeOffInput();
    expect(gate.open).toBe(true);
    gate.turnInputOff();
    expect(gate.open).toBe(false);
  });

  it('AVS-016: an OR gate is open while an input is on', () => {
    const gate = new KsGate('or');
    expect(gate.open).toBe(false);
    gate.addOffInput();
    expect(gate.open).toBe(false);
    gate.addOnInput();
    gate.turnInputOn();
    gate.turnInputOff();
    expect(gate.open).toBe(true);
    gate.removeOnInput();
    expect(gate.open).toBe(false);
  });

  it('AVS-016: the threshold of an open AND gate is captured once', () => {
    const gate = new KsGate('and');
    expect([gate.captureThreshold(), gate.open, gate.ready, gate.captureThreshold()]).toEqual([true, false, true, false]);
    gate.turnInputOff();
    expect(gate.ready).toBe(false);
    gate.turnInputOn();
    gate.turnInputOn();
    expect(gate.open).toBe(true);
  });

  it('passes its changes on to the gate that it is an input of', () => {
    const last = new KsGate('and');
    const changes: boolean[] = [];
    const or = new KsGate('or', last, (open) => changes.push(open));
    const and = new KsGate('and', or);
    expect([last.open, or.open]).toEqual([true, true]);
    const input = new GateInput(and, false);
    expect([last.open, or.open]).toEqual([false, false]);
    input.set(true);
    input.set(true);
    expect([last.open, or.open]).toEqual([true, true]);
    expect(changes).toEqual([true, false, true]);
    input.set(false);
    input.remove();
    expect(last.open).toBe(true);
    and.terminate();
    expect([or.open, last.open]).toEqual([false, false]);
    or.terminate();
    expect(last.open).toBe(true);
  });
});
