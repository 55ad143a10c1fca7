export { type Io, type Output, processIo } from './io.ts';
export { main } from './main.ts';
export type { Distribution, RunnerModule } from './session.ts';
export { kindOf } from './strays.ts';
