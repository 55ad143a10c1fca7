// The labelled pages, each with its blocks.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The scorer's names, and the folder where it differs.
export const SETS = [
  { name: 'aeb', as: 'aeb' },
  { name: 'wcxb', as: 'wcxb' },
  { name: 'wcxb-dev', as: 'wcxb' },
  { name: 'trafilatura-eval', as: 'traf' },
];

/** What other extractors make of their own test pages: agreement, no truth. No model is trained on them. */
export const AGREEMENT_SETS = [
  { name: 'readability', as: 'readability', isAgreement: true },
  { name: 'defuddle', as: 'defuddle', isAgreement: true },
];

export async function loadScorers(corpora) {
  const load = (path) => import(pathToFileURL(join(corpora, path)).href);
  return {
    web: await load('score/web.mjs'),
    meta: await load('score/web-meta.mjs'),
    lib: await load('score/lib.mjs'),
  };
}

/** The part of the pages that one belongs to, of so many: by its name, so that it stays there. */
export function partOf(id, parts) {
  return createHash('sha256').update(String(id)).digest()[0] % parts;
}

// These sets are stored as UTF-8, whatever the pages declare; trafilatura's are as they were served.
export function contentTypeOf(as) {
  return as === 'traf' ? 'text/html' : 'text/html; charset=utf-8';
}
