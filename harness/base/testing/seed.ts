/**
 * Tests choose the same values on every machine and in every run. `KSCTS_TEST_SEED` gives others, to look further; what
 * it finds is kept as an example of its own.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['KSCTS_TEST_SEED'] ?? 20_261_124) });
