/** What a plugin needs: who installs `bowerbird` alone can write one with `import { defineCollector } from 'bowerbird'`. */
export * from '@bowerbird/core';
