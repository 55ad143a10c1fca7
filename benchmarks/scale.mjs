// What the engine adds to many sources that take no time: microseconds for each, memory, and how fast a run is that finds all in the cache.
//
//     npm run bench -- scale [SECTION …] [--repeats N] [--json FILE] [--keep]
import { million } from './scale/million.mjs';
import { overhead } from './scale/overhead.mjs';
import { runSections } from './shared/sections.mjs';

await runSections({ overhead, million }, { repeats: 5 });
