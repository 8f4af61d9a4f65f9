import { UserError, type Problem } from '../../base/errors.ts';

/** A stretch of characters in a text; line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** Number of characters; at least 1. */
  readonly length: number;
}

/** Codes of what can be wrong with a descriptor text. They are stable: users search for them. */
export const UsbProblem = {
  /** The text holds no USB descriptors at all. */
  noDescriptors: 'KS300',
  /** A field is not a number, or not one of the right size. */
  badNumber: 'KS301',
  /** A field is not a GUID. */
  badGuid: 'KS302',
  /** A field that the descriptor must have is missing. */
  missingField: 'KS303',
  /** Bytes given as hexadecimal are not, or are too few for the descriptor. */
  badBytes: 'KS304',
  /** A descriptor stands where it cannot be. */
  misplaced: 'KS305',
  /** The device has no video function. */
  noVideo: 'KS306',
  /** A video function lacks a descriptor without which it is no camera. */
  incompleteVideo: 'KS307',
  /** A value that no device can have, e.g. a frame without pixels. */
  impossibleValue: 'KS308',
  /** The text cannot be read. */
  unreadable: 'KS309',
} as const;

/** A text with its name, able to point at a place in it. */
export class SourceText {
  readonly file: string;
  readonly lines: readonly string[];

  constructor(file: string, text: string) {
    this.file = file;
    this.lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  }

  /** The error for a place in this text, ready to be thrown. */
  error(code: Problem['code'], message: string, place: Place, hint?: string): UserError {
    const lineText = this.lines[place.line - 1];
    return new UserError({
      code,
      message,
      position: { file: this.file, line: place.line, column: place.column },
      ...(lineText === undefined ? {} : { lineText, length: Math.max(1, place.length) }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
