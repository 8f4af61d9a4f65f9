import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { SignalObject } from '../../kernel/signals.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import { answerBytes } from './answers.ts';
import type { KsGenerate } from './automation.ts';
import type { CallerLayout } from './caller-layout.ts';
import { findSet, isNullSet, type CompiledAutomation, type CompiledSet, type EventItem } from './compiled.ts';
import { EventEntry, type EventList } from './event-list.ts';
import { KsCall } from './ks-call.ts';
import { nodeOf, redirect, type KsObject } from './ks-object.ts';
import { guidList } from './requests.ts';

/** Size of KSEVENT. */
const headerSize = 24;

/** KSEVENT.Flags (EVT-001). */
export const KSEVENT_TYPE = {
  ENABLE: 0x1,
  ONESHOT: 0x2,
  ENABLEBUFFERED: 0x4,
  SETSUPPORT: 0x100,
  BASICSUPPORT: 0x200,
  QUERYBUFFER: 0x400,
} as const;
const enables = KSEVENT_TYPE.ENABLE | KSEVENT_TYPE.ONESHOT | KSEVENT_TYPE.ENABLEBUFFERED;

/** KSEVENTDATA.NotificationType that a user-mode caller may ask for (EVT-017). */
const KSEVENTF = { EVENT_HANDLE: 1, SEMAPHORE_HANDLE: 2 } as const;

/** IOCTL_KS_ENABLE_EVENT, IOCTL_KS_DISABLE_EVENT, and the generation of events. */
export class EventDispatcher {
  readonly #kernel: Kernel;
  readonly #layout: CallerLayout;

  constructor(kernel: Kernel, layout: CallerLayout) {
    this.#kernel = kernel;
    this.#layout = layout;
  }

  /** Enables, support queries, and the fetching of buffered records. */
  enable(object: KsObject, irp: Irp): number {
    try {
      if (irp.inputLength === 0) return this.#answer(irp, guidList(object.automation.events));
      if (irp.inputLength < headerSize) return STATUS.STATUS_INVALID_BUFFER_SIZE;
      const input = irp.captureInput('In of an event request');
      const flags = input.u32(20);
      if ((flags & KSEVENT_TYPE.QUERYBUFFER) !== 0) return this.queryBuffer(object, irp, input);
      const table = redirect(object, input, flags);
      return typeof table === 'number' ? table : this.#judge(object, irp, table, input, flags);
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }

  /** EVT-040…051: In names the enable by its address and is not touched. */
  disable(object: KsObject, irp: Irp): number {
    if (irp.inputLength === 0) {
      this.freeFile(object);
      return STATUS.STATUS_SUCCESS;
    }
    if (irp.inputLength < this.#layout.eventData.size) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    const entry = this.find(object, irp.inputAddress);
    if (entry === undefined) return STATUS.STATUS_UNSUCCESSFUL;
    this.remove(object.events, entry);
    return STATUS.STATUS_SUCCESS;
  }

  /** The oldest enable of a file object that was made with this KSEVENTDATA. */
  find(object: KsObject, address: number): EventEntry | undefined {
    return object.events.entries.find((entry) => entry.file === object.file && entry.address === address);
  }

  /** The handle was closed (EVT-080). */
  cleanup(object: KsObject): void {
    this.freeFile(object);
  }

  /** Everything that was enabled through this handle. */
  freeFile(object: KsObject): void {
    for (const entry of this.entriesOf(object.events, object.file)) this.remove(object.events, entry);
  }

  entriesOf(list: EventList, file: FileObject): EventEntry[] {
    return list.entries.filter((entry) => entry.file === file);
  }

  /** Takes an enable off its list and drops what it holds. */
  remove(list: EventList, entry: EventEntry): void {
    const index = list.entries.indexOf(entry);
    if (index < 0) return;
    list.entries.splice(index, 1);
    entry.enabled = false;
    entry.records.length = 0;
    this.#kernel.eventEnables--;
    this.#kernel.dereferenceSignal(entry.signal);
    entry.item.remove?.(entry.target as never, entry);
  }

  /** Raises an event for every enable on the list that it concerns (EVT-032). */
  generate(list: EventList, event: KsGenerate): void {
    for (const entry of [...list.entries]) {
      if (!entry.enabled || entry.id !== event.id) continue;
      if (event.set !== undefined && event.set !== entry.set) continue;
      if (event.filter !== undefined && !event.filter(entry)) continue;
      this.notify(list, entry, event.data);
    }
  }

  /** One occurrence for one enable: signals or queues, and ends a one-shot. */
  notify(list: EventList, entry: EventEntry, data?: Uint8Array): void {
    this.#kernel.schedule.point('signal');
    // It may have been disabled meanwhile (EVT-049).
    if (!entry.enabled) return;
    if (entry.buffered) {
      if (data !== undefined) entry.records.push(data.slice());
      return;
    }
    this.signal(entry);
    if (entry.oneshot) this.remove(list, entry);
  }

  signal(entry: EventEntry): void {
    if (entry.signal.kind === 'semaphore') entry.signal.releaseSemaphore(entry.adjustment);
    else entry.signal.set();
  }

  /** EVT-071…074. */
  queryBuffer(object: KsObject, irp: Irp, input: KernelBuffer): number {
    const { queryBuffer, pointerSize } = this.#layout;
    if (input.length < queryBuffer.size) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    // In has no room for a NodeId: the sets of the nodes are looked through as well.
    const tables = [object.automation, ...object.nodeTables];
    const set = findSet(tables.flatMap(({ events }) => events), input);
    if (set !== undefined && set.item(input.u32(16)) === undefined) return STATUS.STATUS_NOT_FOUND;
    const entry = this.find(object, input.pointer(queryBuffer.eventData, pointerSize));
    if (entry === undefined) return set === undefined ? STATUS.STATUS_PROPSET_NOT_FOUND : STATUS.STATUS_NOT_FOUND;
    if (!entry.buffered) return STATUS.STATUS_INVALID_PARAMETER;
    const record = entry.records[0];
    if (record === undefined) return STATUS.STATUS_NO_MORE_ENTRIES;
    const status = this.#answer(irp, record);
    if (status === STATUS.STATUS_SUCCESS) entry.records.shift();
    return status;
  }

  #judge(object: KsObject, irp: Irp, table: CompiledAutomation, input: KernelBuffer, flags: number): number {
    if ((flags & KSEVENT_TYPE.SETSUPPORT) !== 0 && isNullSet(input)) return this.#answer(irp, guidList(table.events));
    const set = findSet(table.events, input);
    if (set === undefined) return STATUS.STATUS_PROPSET_NOT_FOUND;
    if ((flags & KSEVENT_TYPE.SETSUPPORT) !== 0) return STATUS.STATUS_SUCCESS;
    const item = set.item(input.u32(16));
    if (item === undefined) return STATUS.STATUS_NOT_FOUND;
    const offered = item.judge?.(object.target as never, flags) ?? STATUS.STATUS_SUCCESS;
    if (isError(offered) || (flags & KSEVENT_TYPE.BASICSUPPORT) !== 0) return offered;
    if ((flags & enables) === 0) return STATUS.STATUS_INVALID_PARAMETER;
    if (irp.outputLength < this.#layout.eventData.size + (item.extraData ?? 0)) {
      return STATUS.STATUS_INVALID_BUFFER_SIZE;
    }
    return this.add(object, irp, set, item, input);
  }

  /** Makes an enable of a request whose sizes are right. */
  add(object: KsObject, irp: Irp, set: CompiledSet<EventItem>, item: EventItem, input: KernelBuffer): number {
    const { eventData, pointerSize } = this.#layout;
    // Out is input here, and nothing of it goes back (EVT-010, EVT-011).
    irp.returnsData = false;
    const data = irp.captureOutput('KSEVENTDATA', 'read', true);
    const type = data.u32(0);
    if (!this.acceptsNotification(type)) return STATUS.STATUS_INVALID_PARAMETER;
    const signal = this.signalOf(data.pointer(eventData.handle, pointerSize), type);
    if (typeof signal === 'number') return signal;
    const flags = input.u32(20);
    const node = nodeOf(object, input, flags);
    const entry = new EventEntry({
      set: set.guid,
      id: item.id,
      node,
      extra: data.slice(eventData.size),
      input: input.slice(),
      item,
      target: object.target,
      file: object.file,
      address: irp.outputAddress,
      signal,
      adjustment: type === KSEVENTF.SEMAPHORE_HANDLE ? data.i32(eventData.adjustment) : 0,
      oneshot: (flags & KSEVENT_TYPE.ONESHOT) !== 0,
      buffered: (flags & KSEVENT_TYPE.ENABLEBUFFERED) !== 0,
    });
    if (item.add !== undefined) {
      const call = new KsCall(irp, irp.arch, object.target, node, item.id, flags, input, data);
      this.#kernel.observations.handled(call.mode);
      const status = item.add(call, entry);
      if (isError(status)) return status;
    }
    object.events.entries.push(entry);
    this.#kernel.eventEnables++;
    this.#kernel.referenceSignal(signal);
    this.enabled(object, entry);
    return STATUS.STATUS_SUCCESS;
  }

  /** Whether a user-mode caller may ask for a kind of notification (EVT-017). */
  acceptsNotification(type: number): boolean {
    return type === KSEVENTF.EVENT_HANDLE || type === KSEVENTF.SEMAPHORE_HANDLE;
  }

  /** Tells the object of a new enable: a clock's mark may be due at once. */
  enabled(object: KsObject, entry: EventEntry): void {
    object.eventEnabled?.(entry);
  }

  /** EVT-018. */
  signalOf(handle: number, type: number): SignalObject | number {
    this.#kernel.processor.waits('ObReferenceObjectByHandle');
    const found = this.#kernel.handles.get(handle);
    if (found === undefined) return STATUS.STATUS_INVALID_HANDLE;
    if (found.type !== 'signal') return STATUS.STATUS_OBJECT_TYPE_MISMATCH;
    const semaphore = found.kind === 'semaphore';
    return semaphore === (type === KSEVENTF.SEMAPHORE_HANDLE) ? found : STATUS.STATUS_OBJECT_TYPE_MISMATCH;
  }

  #answer(irp: Irp, bytes: Uint8Array): number {
    const value = irp.captureOutput('Out of an event request', 'write', false);
    const answer = { value, information: 0 };
    const status = answerBytes(answer, bytes);
    irp.information = answer.information;
    return status;
  }
}
