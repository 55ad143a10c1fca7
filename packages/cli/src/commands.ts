import type { Command } from 'commander';
import type { Session } from './session.ts';

/** A command as the list of all shows it. The rest of it is loaded when it is asked for. */
export interface Listed {
  readonly name: string;
  /** What follows the name. */
  readonly usage?: string;
  readonly summary: string;
  /** How to add its arguments, options and work. */
  load(): Promise<(command: Command, session: Session) => void>;
}

/** All commands, in the order of the list. */
export const COMMANDS: readonly Listed[] = [
  {
    name: 'run',
    usage: '[options] [pipeline...]',
    summary: 'collect everything that the rc file names',
    load: async () => (await import('./work.ts')).addRun,
  },
  {
    name: 'plan',
    usage: '[options] [pipeline...]',
    summary: 'show what a run would do',
    load: async () => (await import('./work.ts')).addPlan,
  },
  {
    name: 'collect',
    usage: '[options] <url-or-path...>',
    summary: 'print pages and files as Markdown; needs no rc file',
    load: async () => (await import('./work.ts')).addCollect,
  },
  {
    name: 'init',
    usage: '[options] [url-or-path...]',
    summary: 'write an rc file',
    load: async () => (await import('./work.ts')).addInit,
  },
  {
    name: 'plugins',
    usage: '[options]',
    summary: 'list what is plugged in',
    load: async () => (await import('./work.ts')).addPlugins,
  },
  {
    name: 'schema',
    usage: '[options]',
    summary: 'print the JSON Schema of the rc file',
    load: async () => (await import('./work.ts')).addSchema,
  },
  {
    name: 'cache',
    summary: 'look at what is kept, fill it, renew it, throw it away',
    load: async () => (await import('./work.ts')).addCache,
  },
  {
    name: 'costs',
    summary: 'show what was bought and what it cost',
    load: async () => (await import('./work.ts')).addCosts,
  },
  {
    name: 'approve',
    usage: '[options] [plan]',
    summary: 'approve what an agent asks to buy',
    load: async () => (await import('./work.ts')).addApprove,
  },
  {
    name: 'mcp',
    usage: '[options]',
    summary: 'serve the Model Context Protocol, for agents',
    load: async () => (await import('./work.ts')).addMcp,
  },
  {
    name: 'runs',
    usage: '[options]',
    summary: 'list the last runs',
    load: async () => (await import('./work.ts')).addRuns,
  },
  {
    name: 'report',
    usage: '[options] [run]',
    summary: 'write a page about a run',
    load: async () => (await import('./work.ts')).addReport,
  },
  {
    name: 'doctor',
    usage: '[options]',
    summary: 'look for what could go wrong, and say what to do',
    load: async () => (await import('./work.ts')).addDoctor,
  },
];
