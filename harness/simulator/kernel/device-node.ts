import { STATUS } from '../../abi/ntstatus.ts';
import type { FileObject } from './file-object.ts';
import type { Irp } from './irp.ts';
import type { Kernel } from './kernel.ts';
import { PowerIrp } from './power.ts';

/** The device as the plug-and-play manager knows it: one plugged-in instance. */
export class DeviceNode {
  /** It was taken away. */
  removed = false;
  /** It is in D0. */
  powered = true;
  /** What is open on it. */
  readonly files = new Set<FileObject>();
}

/** The plug-and-play and the power manager, as far as one device needs them. Faults wrap the methods. */
export class PlugAndPlayManager {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * IRP_MN_QUERY_POWER, where it is about sleep, then IRP_MN_SET_POWER. Drivers pause what runs, and make it run again
   * (PWR-001); while the device sleeps nothing that it would do happens, and then it goes on where it was.
   */
  setPower(powered: boolean): void {
    const { node, clock } = this.#kernel;
    if (powered === node.powered) return;
    for (const { driver } of node.files) driver.beforeChange?.();
    if (!powered && !this.#send(new PowerIrp('IRP_MN_QUERY_POWER', powered))) return;
    if (powered) clock.release();
    this.#send(new PowerIrp('IRP_MN_SET_POWER', powered));
    if (!powered) clock.hold();
  }

  /** What the drivers do with a request of the power manager. */
  power(node: DeviceNode, irp: PowerIrp): void {
    if (irp.minor === 'IRP_MN_SET_POWER') {
      if (!irp.powered) this.leaveD0(node);
      node.powered = irp.powered;
      if (irp.powered) this.enterD0(node);
    }
    irp.complete(STATUS.STATUS_SUCCESS);
  }

  #send(irp: PowerIrp): boolean {
    this.power(this.#kernel.node, irp);
    return irp.succeeded;
  }

  leaveD0(node: DeviceNode): void {
    for (const { driver } of [...node.files]) driver.powerDown?.();
  }

  enterD0(node: DeviceNode): void {
    for (const { driver } of [...node.files]) driver.powerUp?.();
  }

  /** IRP_MN_SURPRISE_REMOVAL: no new requests, then those that are there fail, then the interfaces go (PNP-001…004). */
  surpriseRemove(): void {
    const { node, clock } = this.#kernel;
    clock.release();
    node.removed = true;
    this.failPending(node);
    this.disableInterfaces();
    // The hardware is gone: no interrupt of it comes any more.
    clock.clear();
  }

  failPending(node: DeviceNode): void {
    for (const file of [...node.files]) for (const irp of [...file.pending]) irp.cancel();
  }

  /** A request was queued. One that was on its way when the device was taken away must not stay (PNP-001). */
  dispatched(irp: Irp): void {
    if (irp.file.node.removed) irp.cancel();
  }

  disableInterfaces(): void {
    this.#kernel.interfaces.length = 0;
  }

  /** The status of a request on a device that was taken away; null if it is there (PNP-002). */
  refuses(node: DeviceNode): number | null {
    return node.removed ? STATUS.STATUS_DEVICE_REMOVED : null;
  }
}
