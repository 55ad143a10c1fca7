// What the transforms do with real documents, how fast, and whether a delivery that is killed is finished by the next run.
//
//     BOWERBIRD_CORPORA=DIR npm run bench -- transforms [SECTION …] [--rounds N] [--json FILE] [--keep]
//
// `chunks`, `redaction` and `words` (duplicates, languages) need the corpora, which are no part of the project; without them they say so.
// Speeds are of processor time, since the machine may be shared. What does not hold is printed, and the exit code is 1.
import { runSections } from './shared/sections.mjs';
import { chunks } from './transforms/chunks.mjs';
import { delivery } from './transforms/delivery.mjs';
import { kills } from './transforms/kills.mjs';
import { redaction } from './transforms/redaction.mjs';
import { words } from './transforms/words.mjs';

await runSections({ chunks, redaction, words, delivery, kills }, { rounds: undefined });
