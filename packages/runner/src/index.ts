export type * from './api.ts';
export type * from './cache-api.ts';
export { CONFIG_PLACES, inlineConfig, loadConfig } from './config/load.ts';
export { formatProblems } from './config/problems.ts';
export { parseDuration } from './config/schema.ts';
export type { LoadedConfig } from './config/types.ts';
export { summarise } from './events/summary.ts';
export { runSummarySchema } from './events/summary-schema.ts';
export { createRunner } from './runner.ts';
