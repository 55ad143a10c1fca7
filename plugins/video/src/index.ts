import { assemblyai } from './assemblyai-collector.ts';
import { captions } from './captions/captions-collector.ts';
import { openaiTranscription } from './openai-collector.ts';

export default [captions, assemblyai, openaiTranscription];
