/** Writes the traffic of a run while it is judged: `--traffic`. */
import { join } from 'node:path';
import { handleFieldsOf } from '../plan/handle-fields.ts';
import { RecordingTarget } from '../traffic/recording-target.ts';
import { trafficName, TrafficWriter } from '../traffic/traffic-file.ts';
import { headOf } from '../traffic/traffic-head.ts';
import type { RunOptions } from './options.ts';
import { planRun, type OpenedRun, type PreparedRun } from './prepare.ts';

/**
 * Plans a run through a recording; the traffic goes to the output folder, and is complete when the target is disposed of.
 * @param append whether an earlier process wrote a part of it
 */
export function planRecordedRun(opened: OpenedRun, options: RunOptions, append: boolean): PreparedRun {
  const target = new RecordingTarget(opened.target, { handleFields: handleFieldsOf(opened.book, opened.target.arch) });
  const writer = new TrafficWriter(join(options.output, trafficName), headOf(opened.target), append);
  const planned = planRun({ ...opened, target: closing(target, writer) }, options);
  writer.plan(target.take());
  return {
    ...planned,
    judge(c) {
      // What brought the target back after the case before stands in front: whoever judges it again does the same first.
      try {
        return planned.judge(c);
      } finally {
        writer.case(c.id, target.take());
      }
    },
  };
}

/** The same target; when it is disposed of, all is written. */
function closing(target: RecordingTarget, writer: TrafficWriter): RecordingTarget {
  const dispose = target.dispose.bind(target);
  target.dispose = () => {
    writer.close();
    dispose();
  };
  return target;
}
