import { layoutOf, pointerSize } from '../../../abi/layout.ts';
import type { Arch } from '../../../target/target.ts';

function at(arch: Arch, struct: string, field: string): number {
  const found = layoutOf(arch, struct)?.fields.find((candidate) => candidate.name === field);
  if (found === undefined) throw new RangeError(`${struct} has no ${field}`);
  return found.offset;
}

function sizeOf(arch: Arch, struct: string): number {
  const layout = layoutOf(arch, struct);
  if (layout === undefined) throw new RangeError(`no structure is named ${struct}`);
  return layout.size;
}

function build(arch: Arch) {
  return {
    arch,
    pointerSize: pointerSize(arch),
    /** KSEVENTDATA. */
    eventData: {
      size: sizeOf(arch, 'KSEVENTDATA'),
      handle: at(arch, 'KSEVENTDATA', 'EventHandle.Event'),
      adjustment: at(arch, 'KSEVENTDATA', 'SemaphoreHandle.Adjustment'),
    },
    /** KSQUERYBUFFER. */
    queryBuffer: { size: sizeOf(arch, 'KSQUERYBUFFER'), eventData: at(arch, 'KSQUERYBUFFER', 'EventData') },
    /** KSPIN_CONNECT. */
    pinConnect: {
      size: sizeOf(arch, 'KSPIN_CONNECT'),
      pinId: at(arch, 'KSPIN_CONNECT', 'PinId'),
      pinToHandle: at(arch, 'KSPIN_CONNECT', 'PinToHandle'),
      priority: at(arch, 'KSPIN_CONNECT', 'Priority'),
      medium: at(arch, 'KSPIN_CONNECT', 'Medium'),
    },
    /** KSSTREAM_HEADER. */
    streamHeader: {
      size: sizeOf(arch, 'KSSTREAM_HEADER'),
      typeSpecificFlags: at(arch, 'KSSTREAM_HEADER', 'TypeSpecificFlags'),
      presentationTime: at(arch, 'KSSTREAM_HEADER', 'PresentationTime'),
      duration: at(arch, 'KSSTREAM_HEADER', 'Duration'),
      frameExtent: at(arch, 'KSSTREAM_HEADER', 'FrameExtent'),
      dataUsed: at(arch, 'KSSTREAM_HEADER', 'DataUsed'),
      data: at(arch, 'KSSTREAM_HEADER', 'Data'),
      optionsFlags: at(arch, 'KSSTREAM_HEADER', 'OptionsFlags'),
    },
  } as const;
}

/** Where the members of pointer-bearing structures lie for a caller of one architecture. */
export type CallerLayout = ReturnType<typeof build>;

const layouts: Readonly<Record<Arch, CallerLayout>> = { x64: build('x64'), x86: build('x86') };

export const callerLayout = (arch: Arch): CallerLayout => layouts[arch];
