// In the workers of Vitest: the processes that tests start count what they reach. They count, not this one: Vitest does that.
process.env.NODE_V8_COVERAGE = process.env.KSCTS_COVERAGE;
process.env.NODE_OPTIONS = `--import=${new URL('child.mjs', import.meta.url)}`;
