// What the cache takes of SQLite's speed and how it stands beside its peers, all in one run.
//
//     npm run bench -- cache [SECTION …] [--json FILE] [--repeats N]
import { batches } from './cache/batches.mjs';
import { calls } from './cache/calls.mjs';
import { disk } from './cache/disk.mjs';
import { memory } from './cache/memory.mjs';
import { origin } from './cache/origin.mjs';
import { processes } from './cache/processes.mjs';
import { remote } from './cache/remote.mjs';
import { runSections } from './shared/sections.mjs';

await runSections({ calls, memory, batches, disk, origin, remote, processes }, { repeats: 7 });
