/** One request in the making: the only one there is, filled and changed in place, so that making one costs next to nothing. */
import type { Template } from './template.ts';

/** What is known of the answer to a request that is wrong in one way. */
export interface Known {
  /** One of these it must be. */
  readonly statuses: readonly number[];
  /** `STATUS_PROPSET_NOT_FOUND` */
  readonly text: string;
  /** The rule that says so. */
  readonly rule: string;
}

/** Memory other than plain bytes, for one of the two buffers. */
export interface OddMemory {
  readonly buffer: 'input' | 'output' | 'both';
  readonly kind: 'null' | 'kernel' | 'freed' | 'no-access' | 'read-only' | 'misaligned' | 'page-end' | 'aliased';
}

/** Longest input or value that is made. */
export const mostBytes = 65_536;

export class Draft {
  template: Template | undefined;
  code = 0;
  /** Goes to the handle of another object instead of its own. */
  astray = false;
  readonly input = new Uint8Array(mostBytes);
  readonly inputView = new DataView(this.input.buffer);
  inputLength = 0;
  /** What the output buffer holds when it is sent. */
  readonly value = new Uint8Array(mostBytes);
  readonly valueView = new DataView(this.value.buffer);
  valueLength = 0;
  outputLength = 0;
  odd: OddMemory | undefined;
  known: Known | undefined;
  /** How often it was changed since it was right. */
  changes = 0;

  /** Makes it the right request of a template, with a value if one is sent. */
  load(template: Template, value: Uint8Array | undefined): void {
    this.template = template;
    this.code = template.code;
    this.astray = false;
    this.#clear();
    this.input.set(template.input);
    this.inputLength = template.input.length;
    this.outputLength = value?.length ?? template.outputLength;
    this.valueLength = value?.length ?? 0;
    if (value) this.value.set(value);
    this.odd = undefined;
    this.known = undefined;
    this.changes = 0;
  }

  /** A buffer that grows shows zeros. */
  #clear(): void {
    this.input.fill(0, 0, Math.min(mostBytes, this.inputLength + room));
    this.value.fill(0, 0, Math.min(mostBytes, this.valueLength + room));
  }
}

/** Changes write no further behind the end of what they change than this. */
const room = 64;
