// All that the list of the commands and their names do without, as one module: to load a dozen takes longer than what most of them hold.
export { addApprove } from './commands/approve.ts';
export { addCache } from './commands/cache.ts';
export { addCollect } from './commands/collect.ts';
export { addCosts } from './commands/costs.ts';
export { addDoctor } from './commands/doctor.ts';
export { addInit } from './commands/init.ts';
export { addMcp } from './commands/mcp.ts';
export { addPlan } from './commands/plan.ts';
export { addPlugins } from './commands/plugins.ts';
export { addReport } from './commands/report.ts';
export { addRun } from './commands/run.ts';
export { addRuns } from './commands/runs.ts';
export { addSchema } from './commands/schema.ts';
export { explain } from './render/errors.ts';
