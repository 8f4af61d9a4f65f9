/** The controller behind real-time streams: a stream engine for each, and registers in memory that clients can map. */
import type { Machine } from '../machine.ts';
import { DmaEngine, type PacketDone } from './dma.ts';
import { HardwareRegister } from './register.ts';
import type { PageSource, Wave } from './wave.ts';

export const audioController = (machine: Machine) => ({
  engine: (wave: Wave, packetDone: PacketDone): DmaEngine => new DmaEngine(machine, wave, packetDone),
  register: (memory: PageSource, frequency: number, read: () => number): HardwareRegister =>
    new HardwareRegister(machine, memory, frequency, read),
});
