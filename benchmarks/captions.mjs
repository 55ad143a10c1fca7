// Whether captions are read right, and how fast: against the suites of the standards, against peers, and on real media.
//
//     BOWERBIRD_CORPORA=DIR npm run bench -- captions [SECTION …] [--runs N] [--json FILE] [--keep]
//
// What rests on the corpora says so where they are absent, and is left out. What does not hold is printed, and the exit code is 1.
import { broken } from './captions/broken.mjs';
import { formats } from './captions/formats.mjs';
import { media } from './captions/media.mjs';
import { rolling } from './captions/rolling.mjs';
import { speed } from './captions/speed.mjs';
import { vtt } from './captions/vtt.mjs';
import { runSections } from './shared/sections.mjs';

await runSections({ vtt, formats, rolling, speed, broken, media }, { runs: 15 });
