/** H.264 (ITU-T H.264, constrained baseline) of a grey picture: an IDR picture now and then, skipped pictures between. */
import { BitWriter } from './bit-writer.ts';
import { whole, type PictureSource, type PictureMode } from './picture.ts';

/** Every how many pictures one can be decoded by itself. */
const GROUP_LENGTH = 30;
const LOG2_MAX_FRAME_NUM = 8;
const NAL = { slice: 0x41, idr: 0x65, sps: 0x67, pps: 0x68 } as const;
const SLICE_TYPE = { p: 5, i: 7 } as const;

export function h264Source(mode: PictureMode): PictureSource {
  const columns = Math.ceil(mode.width / 16);
  const rows = Math.ceil(mode.height / 16);
  const key = Uint8Array.from([
    ...unit(NAL.sps, (w) => {
      sequenceParameters(w, mode, columns, rows);
    }),
    ...unit(NAL.pps, pictureParameters),
    ...unit(NAL.idr, (w) => {
      keySlice(w, columns * rows);
    }),
  ]);
  return (n) => {
    const position = n % GROUP_LENGTH;
    if (position === 0) return whole(key);
    return whole(
      Uint8Array.from(
        unit(NAL.slice, (w) => {
          skippedSlice(w, position, columns * rows);
        }),
      ),
      false,
    );
  };
}

/** Exp-Golomb code of an unsigned number. */
function ue(writer: BitWriter, value: number): void {
  const length = 32 - Math.clz32(value + 1);
  writer.put(0, length - 1);
  writer.put(value + 1, length);
}

/** A NAL unit in the byte stream format, with emulation prevention. */
function unit(header: number, body: (writer: BitWriter) => void): number[] {
  const writer = new BitWriter();
  body(writer);
  writer.put(1, 1);
  writer.align(0);
  const bytes = [0, 0, 0, 1, header];
  let zeros = 0;
  for (const byte of writer.bytes()) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return bytes;
}

function sequenceParameters(w: BitWriter, mode: PictureMode, columns: number, rows: number): void {
  w.put(66, 8); // profile_idc: baseline
  w.put(0xc0, 8); // constraint_set0, 1: constrained baseline
  w.put(51, 8); // level_idc
  ue(w, 0); // seq_parameter_set_id
  ue(w, LOG2_MAX_FRAME_NUM - 4);
  ue(w, 2); // pic_order_cnt_type: output order is decoding order
  ue(w, 1); // max_num_ref_frames
  w.put(0, 1); // gaps_in_frame_num_value_allowed_flag
  ue(w, columns - 1);
  ue(w, rows - 1);
  w.put(1, 1); // frame_mbs_only_flag
  w.put(1, 1); // direct_8x8_inference_flag
  w.put(1, 1); // frame_cropping_flag; units of two samples
  ue(w, 0);
  ue(w, Math.floor((columns * 16 - mode.width) / 2));
  ue(w, 0);
  ue(w, Math.floor((rows * 16 - mode.height) / 2));
  w.put(0, 1); // vui_parameters_present_flag
}

function pictureParameters(w: BitWriter): void {
  ue(w, 0); // pic_parameter_set_id
  ue(w, 0); // seq_parameter_set_id
  w.put(0, 2); // CAVLC; no bottom-field order
  ue(w, 0); // one slice group
  ue(w, 0);
  ue(w, 0);
  w.put(0, 3); // no weighted prediction
  ue(w, 0); // pic_init_qp_minus26 = 0
  ue(w, 0);
  ue(w, 0);
  w.put(0, 3); // no deblocking control, no constrained intra prediction, no redundant pictures
}

function keySlice(w: BitWriter, macroblocks: number): void {
  ue(w, 0); // first_mb_in_slice
  ue(w, SLICE_TYPE.i);
  ue(w, 0); // pic_parameter_set_id
  w.put(0, LOG2_MAX_FRAME_NUM); // frame_num
  ue(w, 0); // idr_pic_id
  w.put(0, 2); // dec_ref_pic_marking: no reordering, no long-term
  ue(w, 0); // slice_qp_delta
  // Each macroblock: I_16x16 with DC prediction and no residual. 00100 mb_type, 1 chroma DC, 1 qp delta, 1 no DC level.
  for (let n = 0; n < macroblocks; n += 1) w.put(0b0010_0111, 8);
}

function skippedSlice(w: BitWriter, frameNumber: number, macroblocks: number): void {
  ue(w, 0); // first_mb_in_slice
  ue(w, SLICE_TYPE.p);
  ue(w, 0); // pic_parameter_set_id
  w.put(frameNumber % 2 ** LOG2_MAX_FRAME_NUM, LOG2_MAX_FRAME_NUM);
  w.put(0, 3); // default reference count, no list modification, sliding-window marking
  ue(w, 0); // slice_qp_delta
  ue(w, macroblocks); // mb_skip_run
}
