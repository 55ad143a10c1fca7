// What a hostile network and hostile pages can do to a run, and what they cannot.
//
//     [BOWERBIRD_CORPORA=…] npm run bench -- network [SECTION …] [--json FILE]
import { batch } from './network/batch.mjs';
import { bombs } from './network/bombs.mjs';
import { faults } from './network/faults.mjs';
import { robots } from './network/robots.mjs';
import { ssrf } from './network/ssrf.mjs';
import { runSections } from './shared/sections.mjs';

await runSections({ faults, bombs, ssrf, robots, batch });
