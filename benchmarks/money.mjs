// Whether money is safe: kills, budgets, races, repeated and changed lists, providers that fail.
//
//     npm run bench -- money [SECTION …] [--rounds N] [--json FILE] [--keep]
//
// Real processes and a provider on loopback that counts what it charges. What does not hold is printed, and the exit code is 1. `--rounds`
// is how many kills at random there are for each class of provider.
import { budget } from './money/budget.mjs';
import { down } from './money/down.mjs';
import { kills } from './money/kills.mjs';
import { scenarios } from './money/scenarios.mjs';
import { twice } from './money/twice.mjs';
import { runSections } from './shared/sections.mjs';

await runSections({ kills, budget, twice, scenarios, down }, { rounds: undefined });
