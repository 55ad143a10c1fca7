import { defineConfig } from 'tsup';
import base from '../../tsup.config.ts';

// @keyv/sqlite becomes part of this package: as a dependency it would bring better-sqlite3, which is never loaded here and which
// wants to be compiled on the machine of whoever installs this.
export default defineConfig({ ...base, external: ['better-sqlite3', 'bun:sqlite'] });
