// Whether the command line survives a hostile world: kills, signals, few file handles, stepped clocks, a second runner, plugins that leak.
//
//     npm run bench -- crash [SECTION …] [--rounds N] [--json FILE] [--keep]
//
// Real processes of the command as it is built, and a real HTTP server on loopback that remembers every request. What does not hold is
// printed with what it takes to see it again, and the exit code is 1. `--rounds` is how often a section does what it does at random;
// `--keep` leaves the folders behind.
import { canary } from './crash/canary.mjs';
import { clock } from './crash/clock.mjs';
import { files } from './crash/files.mjs';
import { holders } from './crash/holders.mjs';
import { kills } from './crash/kills.mjs';
import { resume } from './crash/resume.mjs';
import { signals } from './crash/signals.mjs';
import { runSections } from './shared/sections.mjs';

await runSections({ kills, resume, signals, files, clock, holders, canary }, { rounds: undefined });
