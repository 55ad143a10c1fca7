import { assemblyai } from './assemblyai-collector.ts';
import { captions } from './captions/captions-collector.ts';
import { openaiTranscription } from './openai-collector.ts';
import { podcast } from './podcast/podcast-collector.ts';
import { whisperLocal } from './whisper/whisper-collector.ts';

export default [captions, podcast, assemblyai, openaiTranscription, whisperLocal];
