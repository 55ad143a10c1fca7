import { assemblyai } from './assemblyai-collector.ts';
import { openaiTranscription } from './openai-collector.ts';

export default [assemblyai, openaiTranscription];
