#!/usr/bin/env node
import { program } from './program.ts';
import { endProcess } from './end-process.ts';

await endProcess(() => program().parseAsync());
