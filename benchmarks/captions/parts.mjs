// What is measured are parts of the plugin that it does not export: Node runs their source as it is.
const load = (path) => import(new URL(`../../plugins/video/src/${path}`, import.meta.url).href);

export const { readCaptions } = await load('formats/read-captions.ts');
export const { readSrt } = await load('formats/srt.ts');
export const { parseVttCues, readVtt } = await load('formats/vtt.ts');
export const { readCueText } = await load('formats/vtt-cue-text.ts');
export const { segmentsOf } = await load('transcript/from-cues.ts');
export const { ytDlpError } = await load('programs/yt-dlp-errors.ts');
