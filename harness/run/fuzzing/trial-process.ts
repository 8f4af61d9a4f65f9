/** The process of one trial: answers what stands in the file it is given, in the same file. It may die of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { prove } from '../../fuzz/proof.ts';
import { Walks } from '../../fuzz/walks.ts';
import { loadBook } from '../book.ts';
import { openTarget } from '../targets.ts';
import type { TrialAnswer, TrialQuestion } from './trial.ts';

const file = process.argv[2] ?? '';
const { options, proof, actions, path } = deserialize(readFileSync(file)) as TrialQuestion;
const { target } = await openTarget(options.target, options);
let answer: TrialAnswer;
const walks = () => new Walks(loadBook(options.specs), target);
if (proof.kind === 'walk' && path) {
  const walked = walks().again(proof, path);
  answer = { holds: walked !== undefined, answers: [], ...(walked && { actions: walked }) };
} else {
  const { breach, answers } = prove(proof, target, actions, proof.kind === 'model' ? walks() : undefined);
  answer = { holds: breach !== null, answers };
}
writeFileSync(file, serialize(answer));
