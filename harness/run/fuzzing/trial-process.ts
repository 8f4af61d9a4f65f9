/** The process of one trial: answers what stands in the file it is given, in the same file. It may die of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { prove } from '../../fuzz/proof.ts';
import { openTarget } from '../targets.ts';
import type { TrialAnswer, TrialQuestion } from './trial.ts';

const file = process.argv[2] ?? '';
const { options, proof, actions } = deserialize(readFileSync(file)) as TrialQuestion;
const { target } = await openTarget(options.target, options);
const { breach, answers } = prove(proof, target, actions);
const answer: TrialAnswer = { holds: breach !== null, answers };
writeFileSync(file, serialize(answer));
