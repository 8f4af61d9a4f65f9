/**
 * The simulator as a target. Long because it is one object that implements the whole boundary; its parts are in files of their own.
 */
import { ntStatus, type NtStatus, STATUS } from '../abi/ntstatus.ts';
import {
  TargetDied,
  TargetMisuse,
  type Answer,
  type Arch,
  type Buffer,
  type Capability,
  type Census,
  type FilterInterface,
  type Handle,
  type Hns,
  type Liveness,
  type MemoryKind,
  type Observations,
  type Opened,
  type PlugAndPlay,
  type Processes,
  type Region,
  type RequestId,
  type Scheduling,
  type SignalKind,
  type Target,
  type TargetIdentity,
  type Verifier,
} from '../target/target.ts';
import type { SimulatedDevice } from './devices.ts';
import type { Fault } from './faults/fault.ts';
import { BugCheck } from './kernel/bugcheck.ts';
import { DeviceNode } from './kernel/device-node.ts';
import type { Irp } from './kernel/irp.ts';
import type { Kernel } from './kernel/kernel.ts';
import { MachineTime } from './kernel/machine-time.ts';
import { SignalObject } from './kernel/signals.ts';
import { Simulation } from './simulation.ts';

export interface SimulatorOptions {
  /** ABI of the caller; x64 unless told. */
  readonly arch?: Arch;
  /** File with the descriptors of a real device, for the devices that are made from one. */
  readonly descriptors?: string;
  /** Sleeps and clocks are those of the machine; simulated ones unless told. */
  readonly realTime?: boolean;
  /** Ids of faults to put in. */
  readonly faults?: readonly string[];
}

/** What of a device is simulated. */
export type Simulated = Pick<SimulatedDevice, 'name' | 'make'>;

/** How long a request may take if the caller does not say: 5 s. */
const defaultLimit = 50_000_000n;
const noLimit = 0x7fff_ffff;
const abilities = ['census', 'hostile-memory', 'reset', 'scheduling', 'plug-and-play', 'observations', 'verifier', 'processes', 'mapped-memory'] as const;

/** A simulated machine with one device. It knows no list of devices or faults: what it simulates is given. */
export class SimulatedTarget implements Target {
  readonly name: string;
  readonly arch: Arch;
  readonly capabilities: ReadonlySet<Capability>;
  readonly #device: Simulated;
  readonly #options: SimulatorOptions;
  readonly #faults: readonly Fault[];
  #simulation: Simulation;
  /** Present in real time. */
  #machineTime: MachineTime | undefined;
  #dead: string | null = null;
  #disposed = false;
  readonly #requests = new Map<number, Irp | number>();
  #nextRequest = 1;

  /** @param faults what the options name, to be put in at every boot */
  constructor(device: Simulated, options: SimulatorOptions, faults: readonly Fault[]) {
    this.name = `simulator:${device.name}`;
    this.arch = options.arch ?? 'x64';
    this.#device = device;
    this.#options = options;
    this.#faults = faults;
    this.capabilities = new Set([...abilities, ...(options.realTime === true ? [] : (['virtual-time'] as const))]);
    this.#simulation = this.#boot();
    this.#machineTime = this.#keepTime();
  }

  get identity(): TargetIdentity {
    return { ...this.#simulation.descriptor.identity, os: 'simulated kernel' };
  }

  get scheduling(): Scheduling {
    return this.#simulation.kernel.schedule;
  }

  get observations(): Observations {
    return this.#simulation.kernel.observations;
  }

  get processes(): Processes {
    return this.#simulation.kernel.processes;
  }

  /** Tells of a dead machine, too: what stopped it. */
  get verifier(): Verifier {
    return this.#simulation.kernel.verifier;
  }

  discover(): readonly FilterInterface[] {
    this.#check();
    return this.#simulation.kernel.interfaces.map(({ path, name, friendlyName, categories, classDriver }) => ({
      path,
      name,
      friendlyName,
      categories,
      classDriver,
    }));
  }

  open(path: string, access: number): Opened {
    this.#check();
    try {
      return this.#simulation.kernel.openPath(path, access) as Opened;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    this.#check(parent);
    try {
      return this.#simulation.kernel.openRelative(parent, name, access) as Opened;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  close(handle: Handle): NtStatus {
    this.#check(handle);
    try {
      return ntStatus(this.#simulation.kernel.closeHandle(handle));
    } catch (error) {
      throw this.#failure(error);
    }
  }

  ioctl(handle: Handle, code: number, input: Buffer, output: Buffer, limit: Hns = defaultLimit): Answer {
    this.#check(handle);
    try {
      const irp = this.#simulation.kernel.deviceControl(handle, code, input, output);
      if (typeof irp === 'number') return { status: ntStatus(irp), information: 0 };
      if (irp.completed) return { status: irp.status, information: irp.information };
      return this.#finish(irp, limit);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  submit(handle: Handle, code: number, input: Buffer, output: Buffer): RequestId {
    this.#check(handle);
    try {
      const irp = this.#simulation.kernel.deviceControl(handle, code, input, output);
      const id = this.#nextRequest++;
      this.#requests.set(id, irp);
      return id as RequestId;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  wait(request: RequestId, limit: Hns): Answer | null {
    this.#check();
    const irp = this.#request(request);
    try {
      if (typeof irp !== 'number' && !this.#waitFor(irp, limit)) return null;
      this.#requests.delete(request);
      return typeof irp === 'number'
        ? { status: ntStatus(irp), information: 0 }
        : { status: irp.status, information: irp.information };
    } catch (error) {
      throw this.#failure(error);
    }
  }

  cancel(request: RequestId): void {
    this.#check();
    const irp = this.#request(request);
    try {
      if (typeof irp !== 'number') irp.cancel();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  allocate(length: number, kind: MemoryKind = 'normal', misalign = 0): Region {
    this.#check();
    return this.#simulation.kernel.memory.allocate(length, kind, misalign);
  }

  release(region: Region): void {
    this.#check();
    this.#simulation.kernel.memory.release(region);
  }

  peek(address: bigint, length: number): Uint8Array | null {
    this.#check();
    return this.#simulation.kernel.memory.peek(address, length);
  }

  createSignal(kind: SignalKind, limit = noLimit): Handle {
    this.#check();
    return this.#simulation.kernel.createSignal(new SignalObject(kind, limit)) as Handle;
  }

  takeSignals(signal: Handle, limit: Hns): number {
    this.#check(signal);
    const { kernel } = this.#simulation;
    const object = kernel.handles.get(signal);
    if (object?.type !== 'signal') throw new TargetMisuse(`handle ${signal} is no event or semaphore`);
    try {
      if (!object.signalled) this.#pass(limit, () => object.signalled);
      return object.take();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  now(): Hns {
    this.#check();
    return BigInt(this.#simulation.kernel.clock.now);
  }

  sleep(duration: Hns): void {
    this.#check();
    try {
      this.#pass(duration, () => false);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  probe(): Liveness {
    return this.#dead === null ? { alive: true } : { alive: false, detail: this.#dead };
  }

  reset(): void {
    if (this.#disposed) throw new TargetMisuse('the target was disposed');
    this.#requests.clear();
    this.#dead = null;
    this.#simulation = this.#boot();
    this.#machineTime = this.#keepTime();
  }

  census(): Census {
    this.#check();
    return this.#simulation.kernel.census();
  }

  dispose(): void {
    this.#disposed = true;
    this.#requests.clear();
  }

  readonly plugAndPlay: PlugAndPlay = {
    setPower: (state) => {
      this.#manage((kernel) => {
        kernel.plugAndPlay.setPower(state === 'D0');
      });
    },
    unplug: () => {
      this.#manage((kernel) => {
        kernel.plugAndPlay.surpriseRemove();
      });
    },
    plug: () => {
      this.#manage((kernel) => {
        if (!kernel.node.removed) throw new TargetMisuse('a device that is there is plugged in');
        kernel.node = new DeviceNode();
        this.#simulation = this.#boot(kernel);
      });
    },
  };

  #manage(body: (kernel: Kernel) => void): void {
    this.#check();
    try {
      body(this.#simulation.kernel);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Starts a machine, or the device on one that runs. */
  #boot(kernel?: Kernel): Simulation {
    const { descriptors } = this.#options;
    const descriptor = this.#device.make({ arch: this.arch, ...(descriptors !== undefined && { descriptors }) });
    const simulation = new Simulation(this.arch, descriptor, kernel);
    for (const fault of this.#faults) fault.apply(simulation);
    simulation.start();
    return simulation;
  }

  #waitFor(irp: Irp, limit: Hns): boolean {
    if (!irp.completed) this.#pass(limit, () => irp.completed);
    return irp.completed;
  }

  /** Lets time pass until `done`; what is due already is done even if no time passes. @throws MustWait inside a request */
  #pass(limit: Hns, done: () => boolean): void {
    const { clock, schedule } = this.#simulation.kernel;
    if (schedule.level > 0 && limit === 0n) return;
    schedule.letTimePass();
    const deadline = clock.now + Number(limit);
    if (this.#machineTime) this.#machineTime.pass(deadline, done);
    else clock.advance(deadline, done);
  }

  #keepTime(): MachineTime | undefined {
    return this.#options.realTime === true ? new MachineTime(this.#simulation.kernel.clock) : undefined;
  }

  /** Waits for a pending request, and cancels it if it takes too long. */
  #finish(irp: Irp, limit: Hns): Answer {
    if (this.#simulation.kernel.schedule.level > 0) {
      throw new TargetMisuse('a request that does not complete at once must be submitted, not sent, inside another');
    }
    if (this.#waitFor(irp, limit)) return { status: irp.status, information: irp.information };
    irp.cancel();
    return irp.completed
      ? { status: irp.status, information: irp.information, timedOut: true }
      : { status: STATUS.STATUS_PENDING, information: 0, timedOut: true };
  }

  #request(request: RequestId): Irp | number {
    const irp = this.#requests.get(request);
    if (irp === undefined) throw new TargetMisuse(`request ${request} was never submitted, or its answer was taken`);
    return irp;
  }

  #check(handle?: number): void {
    if (this.#dead !== null) throw new TargetDied(this.#dead);
    if (this.#disposed) throw new TargetMisuse('the target was disposed');
    if (handle !== undefined && this.#simulation.kernel.handles.get(handle) === undefined) {
      throw new TargetMisuse(`handle ${handle} is not open`);
    }
    if (this.#machineTime && this.#simulation.kernel.schedule.level === 0) this.#catchUp(this.#machineTime);
  }

  #catchUp(time: MachineTime): void {
    try {
      time.catchUp();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** A bug check kills the target; anything else is a bug of the simulator itself. */
  #failure(error: unknown): unknown {
    if (!(error instanceof BugCheck)) return error;
    this.#dead = error.message;
    if (error.rule !== undefined) this.#simulation.kernel.verifier.broke(error.rule, error.message);
    return new TargetDied(error.message);
  }
}
