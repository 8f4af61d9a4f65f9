/** {@link runPlan} over and over in the folders of its arguments, until it is killed. Each begins with a line. */
import { writeSync } from 'node:fs';
import { runPlan } from './dying-plan.ts';

for (const folder of process.argv.slice(2)) {
  writeSync(1, `${folder}\n`);
  runPlan(folder);
}
