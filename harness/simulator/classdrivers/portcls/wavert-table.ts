/** KSPROPSETID_RtAudio on the pins of a WaveRT port (PCLS-080…092, PCLS-108…113). */
import { layoutOf } from '../../../abi/layout.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerU32 } from '../ks/answers.ts';
import type { KsAutomationTable, KsHandler, KsPropertyItem, KsRequest } from '../ks/automation.ts';
import type { CallerLayout } from '../ks/caller-layout.ts';
import { ksGuid } from '../ks/guids.ts';
import type { WaveRtPin } from './wavert-pin.ts';

const GET = 1;
const SET = 2;
/** End of KSPROPERTY, where the descriptors of the set go on. */
const instanceOffset = 24;

const { STATUS_DEVICE_NOT_READY, STATUS_INVALID_PARAMETER, STATUS_NOT_SUPPORTED, STATUS_SUCCESS } = STATUS;

const hasNotification = (pin: WaveRtPin): boolean => pin.stream.notification !== undefined;

/** Allocates the cyclic buffer, once (PCLS-081…084). */
function allocate(request: KsRequest<WaveRtPin>, layout: CallerLayout, notifications: number): number {
  const { target: pin, input, value } = request;
  const { pointerSize } = layout;
  if (pin.buffer !== null) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
  // The client leaves it to the port where the buffer is mapped.
  if (input.pointer(instanceOffset, pointerSize) !== 0) return STATUS.STATUS_UNSUCCESSFUL;
  const requested = input.u32(instanceOffset + pointerSize);
  const { stream } = pin;
  const allocated =
    notifications === 0
      ? stream.allocateAudioBuffer(requested)
      : (stream.notification?.allocateBufferWithNotification(notifications, requested) ?? STATUS_NOT_SUPPORTED);
  if (typeof allocated === 'number') return allocated;
  pin.buffer = { address: pin.addressOf(allocated.pages), size: allocated.actualSize, notifications };
  // KSRTAUDIO_BUFFER. CallMemoryBarrier is FALSE: the simulated bus keeps writes in order.
  value.setPointer(0, pointerSize, pin.buffer.address);
  value.setU32(pointerSize, pin.buffer.size);
  value.setU32(pointerSize + 4, 0);
  request.information = pointerSize + 8;
  return STATUS_SUCCESS;
}

/** REGISTER and UNREGISTER_NOTIFICATION_EVENT (PCLS-085). */
function notificationEvent(request: KsRequest<WaveRtPin>, layout: CallerLayout, register: boolean): number {
  const { target: pin, input } = request;
  const { notification } = pin.stream;
  if (notification === undefined) return STATUS_NOT_SUPPORTED;
  if (pin.buffer === null || pin.buffer.notifications === 0) return STATUS_DEVICE_NOT_READY;
  const signal = pin.kernel.handles.get(input.pointer(instanceOffset, layout.pointerSize));
  if (signal === undefined) return STATUS.STATUS_INVALID_HANDLE;
  if (signal.type !== 'signal' || signal.kind === 'semaphore') return STATUS.STATUS_OBJECT_TYPE_MISMATCH;
  const known = pin.registered.find((candidate) => candidate.signal === signal);
  if (register) {
    if (known !== undefined) return STATUS.STATUS_UNSUCCESSFUL;
    const event = pin.register(signal);
    const status = notification.registerNotificationEvent(event);
    if (status !== STATUS_SUCCESS) pin.unregister(event);
    return status;
  }
  if (known === undefined) return STATUS.STATUS_NOT_FOUND;
  const status = notification.unregisterNotificationEvent(known);
  if (status === STATUS_SUCCESS) pin.unregister(known);
  return status;
}

/** GETREADPACKET (PCLS-090, PCLS-110). */
const getReadPacket: KsHandler<WaveRtPin> = (request) => {
  const packet = request.target.stream.input?.getReadPacket() ?? STATUS_NOT_SUPPORTED;
  if (typeof packet === 'number') return packet;
  const { value } = request;
  value.zero(0, 24);
  value.setU32(0, packet.packetNumber);
  value.setI64Number(8, packet.performanceCounter);
  value.setU32(16, packet.moreData ? 1 : 0);
  request.information = 24;
  return STATUS_SUCCESS;
};

/** SETWRITEPACKET (PCLS-091, PCLS-111). */
const setWritePacket: KsHandler<WaveRtPin> = ({ target, value }) => {
  const flags = value.u32(4);
  if ((flags & ~1) !== 0) return STATUS_INVALID_PARAMETER;
  return target.stream.output?.setWritePacket(value.u32(0), flags, value.u32(8)) ?? STATUS_NOT_SUPPORTED;
};

/** RTAUDIO_PRESENTATION_POSITION (PCLS-112). */
const presentationPosition: KsHandler<WaveRtPin> = (request) => {
  const position = request.target.stream.output?.getOutputStreamPresentationPosition() ?? STATUS_NOT_SUPPORTED;
  if (typeof position === 'number') return position;
  request.value.setI64Number(0, position.blocks);
  request.value.setI64Number(8, position.performanceCounter);
  request.information = 16;
  return STATUS_SUCCESS;
};

/** HWLATENCY, once there is a buffer (PCLS-088). */
const hwLatency: KsHandler<WaveRtPin> = (request) => {
  if (request.target.buffer === null) return STATUS_DEVICE_NOT_READY;
  const { fifoSize, chipsetDelay, codecDelay } = request.target.stream.getHwLatency();
  [fifoSize, chipsetDelay, codecDelay].forEach((value, i) => {
    request.value.setU32(i * 4, value);
  });
  request.information = 12;
  return STATUS_SUCCESS;
};

/** POSITIONREGISTER and CLOCKREGISTER: mapped once, where the hardware has them (PCLS-087, PCLS-108). */
function mapRegister(request: KsRequest<WaveRtPin>, layout: CallerLayout, which: 'position' | 'clock'): number {
  const { target: pin, value } = request;
  if (pin.mappedRegisters.has(which)) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
  const { stream } = pin;
  const found = which === 'position' ? stream.getPositionRegister?.() : stream.getClockRegister?.();
  if (found === undefined) return STATUS_NOT_SUPPORTED;
  if (typeof found === 'number') return found;
  pin.mappedRegisters.add(which);
  const { size = 0, fields = [] } = layoutOf(layout.arch, 'KSRTAUDIO_HWREGISTER') ?? {};
  const at = (name: string): number => fields.find((field) => field.name === name)?.offset ?? 0;
  value.zero(0, size);
  value.setPointer(at('Register'), layout.pointerSize, pin.addressOf(found.pages));
  value.setU32(at('Width'), found.width);
  value.setI64Number(at('Numerator'), found.numerator);
  value.setI64Number(at('Denominator'), found.denominator);
  value.setU32(at('Accuracy'), found.accuracy);
  request.information = size;
  return STATUS_SUCCESS;
}

/** A property that no miniport has (PCLS-113). */
const unsupported = (id: number): KsPropertyItem<WaveRtPin> => ({
  id,
  minData: 0,
  access: () => 0,
  get: () => STATUS_NOT_SUPPORTED,
});

/** The table of the pins of a WaveRT port. */
export function waveRtTable(layout: CallerLayout): KsAutomationTable<WaveRtPin> {
  const { pointerSize } = layout;
  const bufferSize = pointerSize + 8;
  const sizeOf = (struct: string): number => layoutOf(layout.arch, struct)?.size ?? 0;
  const event = (id: number, register: boolean): KsPropertyItem<WaveRtPin> => {
    const handler: KsHandler<WaveRtPin> = (request) => notificationEvent(request, layout, register);
    return {
      id,
      minProperty: 32,
      minData: 0,
      access: (pin) => (hasNotification(pin) ? GET | SET : 0),
      get: handler,
      set: handler,
    };
  };
  const register = (id: number, which: 'position' | 'clock'): KsPropertyItem<WaveRtPin> => ({
    id,
    minProperty: sizeOf('KSRTAUDIO_HWREGISTER_PROPERTY'),
    minData: sizeOf('KSRTAUDIO_HWREGISTER'),
    access: ({ stream }) => {
      const method = which === 'position' ? stream.getPositionRegister : stream.getClockRegister;
      return method === undefined ? 0 : GET;
    },
    get: (request) => mapRegister(request, layout, which),
  });
  return {
    properties: [
      {
        set: ksGuid('KSPROPSETID_RtAudio'),
        items: [
          { id: 0, minData: pointerSize, kernelOnly: true },
          {
            id: 1,
            minProperty: sizeOf('KSRTAUDIO_BUFFER_PROPERTY'),
            minData: bufferSize,
            get: (request) => allocate(request, layout, 0),
          },
          { id: 2, minData: 12, get: hwLatency },
          register(3, 'position'),
          register(4, 'clock'),
          {
            id: 5,
            minProperty: sizeOf('KSRTAUDIO_BUFFER_PROPERTY_WITH_NOTIFICATION'),
            minData: bufferSize,
            access: (pin) => (hasNotification(pin) ? GET : 0),
            get: (request) => {
              const count = request.input.u32(instanceOffset + pointerSize + 4);
              return count === 1 || count === 2
                ? allocate(request, layout, count)
                : STATUS_INVALID_PARAMETER;
            },
          },
          event(6, true),
          event(7, false),
          { id: 8, minData: 4, get: (request) => answerU32(request, hasNotification(request.target) ? 1 : 0) },
          {
            id: 9,
            minData: 4,
            access: (pin) => (pin.stream.getPacketCount === undefined ? 0 : GET),
            get: (request) => {
              const count = request.target.stream.getPacketCount?.();
              return count === undefined ? STATUS_NOT_SUPPORTED : answerU32(request, count);
            },
          },
          {
            id: 10,
            minData: 16,
            access: (pin) => (pin.stream.output === undefined ? 0 : GET),
            get: presentationPosition,
          },
          { id: 11, minData: 24, access: (pin) => (pin.stream.input === undefined ? 0 : GET), get: getReadPacket },
          { id: 12, minData: 12, access: (pin) => (pin.stream.output === undefined ? 0 : SET), set: setWritePacket },
          unsupported(13),
        ],
      },
    ],
  };
}
