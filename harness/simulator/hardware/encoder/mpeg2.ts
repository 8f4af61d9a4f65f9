/** MPEG-2 video (ISO/IEC 13818-2, main profile) of a grey picture: every picture an I picture in a group of its own. */
import { BitWriter } from '../camera/pictures/bit-writer.ts';
import { whole, type PictureSource, type PictureMode } from '../camera/pictures/picture.ts';

const START = { picture: 0x00, sequence: 0xb3, extension: 0xb5, group: 0xb8 } as const;
/** frame_rate_code of 30000/1001, aspect_ratio_information of 4:3. */
const RATE_CODE = 4;
const ASPECT = 2;

/** The pictures of a mode. */
export function mpeg2Source(mode: PictureMode): PictureSource {
  const columns = Math.ceil(mode.width / 16);
  const rows = Math.ceil(mode.height / 16);
  const picture = Uint8Array.from([
    ...unit(START.sequence, (w) => {
      sequenceHeader(w, mode);
    }),
    ...unit(START.extension, sequenceExtension),
    ...unit(START.group, (w) => {
      w.put(0, 24); // time_code
      w.put(0, 1);
      w.put(1, 1); // closed_gop
      w.put(0, 1);
    }),
    ...unit(START.picture, pictureHeader),
    ...unit(START.extension, pictureExtension),
    ...Array.from({ length: rows }, (_, row) =>
      unit(row + 1, (w) => {
        slice(w, columns);
      }),
    ).flat(),
  ]);
  return () => whole(picture);
}

/** A start code and what follows it. */
function unit(code: number, body: (writer: BitWriter) => void): number[] {
  const writer = new BitWriter();
  body(writer);
  writer.align(0);
  return [0, 0, 1, code, ...writer.bytes()];
}

function sequenceHeader(w: BitWriter, { width, height }: PictureMode): void {
  w.put(width & 0xfff, 12);
  w.put(height & 0xfff, 12);
  w.put(ASPECT, 4);
  w.put(RATE_CODE, 4);
  w.put(10_000, 18); // bit_rate_value: 4 Mbit/s in units of 400
  w.put(1, 1); // marker_bit
  w.put(112, 10); // vbv_buffer_size_value
  w.put(0, 3); // no constrained parameters, no matrices of its own
}

function sequenceExtension(w: BitWriter): void {
  w.put(1, 4); // Sequence Extension ID
  w.put(0x48, 8); // main profile at main level
  w.put(1, 1); // progressive_sequence
  w.put(1, 2); // 4:2:0
  w.put(0, 16); // size and rate extensions
  w.put(1, 1); // marker_bit
  w.put(0, 16); // vbv_buffer_size_extension, low_delay, frame rate extensions
}

function pictureHeader(w: BitWriter): void {
  w.put(0, 10); // temporal_reference
  w.put(1, 3); // I picture
  w.put(0xffff, 16); // vbv_delay: not constant
  w.put(0, 1);
}

function pictureExtension(w: BitWriter): void {
  w.put(8, 4); // Picture Coding Extension ID
  w.put(0xffff, 16); // no motion
  w.put(0, 2); // intra_dc_precision: 8 bits
  w.put(3, 2); // a frame picture
  w.put(0, 1);
  w.put(1, 1); // frame_pred_frame_dct
  w.put(0, 5); // no concealment, linear scale, first VLC table, zigzag, no repeated field
  w.put(1, 1); // chroma_420_type
  w.put(1, 1); // progressive_frame
  w.put(0, 1);
}

/** A row of macroblocks without any coefficient: the DC prediction, which is grey, stays. */
function slice(w: BitWriter, columns: number): void {
  w.put(1, 5); // quantiser_scale_code
  w.put(0, 1);
  for (let n = 0; n < columns; n += 1) {
    w.put(0b11, 2); // macroblock_address_increment 1, macroblock_type intra
    for (let block = 0; block < 4; block += 1) w.put(0b10010, 5); // luminance DC size 0, end of block
    for (let block = 0; block < 2; block += 1) w.put(0b0010, 4); // chrominance DC size 0, end of block
  }
}
