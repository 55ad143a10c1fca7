// What of the plugin is measured by itself, past its package: a benchmark may look inside.
const load = (path) => import(new URL(`../../plugins/email/${path}`, import.meta.url).href);

export const { readMessage } = await load('src/message/mime.ts');
export const { parseDate } = await load('src/message/date.ts');
export const { idsOf } = await load('src/message/headers.ts');
export const { bodyText } = await load('src/message/body.ts');
export const { mailToMarkdown } = await load('src/html/markdown.ts');
export const { stripReply } = await load('src/reply/strip.ts');
export const { threadByReferences, threadBySubject } = await load('src/thread/threads.ts');
export const { splitMbox } = await load('src/archive/mbox.ts');
export const { messageDigest } = await load('src/archive/read.ts');
export const { toDocuments } = await load('src/document/thread-document.ts');
export const { readTurn } = await load('src/document/turn.ts');
export const { generateThread, QUOTING, toMbox } = await load('test/generated.ts');
