export { cacheSuite } from './cache/cache-suite.ts';
export type { CacheAbilities, CacheSource, CacheSuiteOptions } from './cache/options.ts';
export { type DyingProviderOptions, dyingProvider } from './chaos/dying-provider.ts';
export { type FailingCache, type FailingCacheOptions, failingCache } from './chaos/failing-cache.ts';
export { type FailingSinkOptions, failingSink } from './chaos/failing-sink.ts';
export type { CollectorCase } from './collector/cases.ts';
export { collectorSuite } from './collector/collector-suite.ts';
export type { CollectorSuiteOptions } from './collector/options.ts';
export { type Reply, replies } from './collector/replies.ts';
export { type FakeClock, fakeClock } from './context/clock.ts';
export { type FakeContext, type FakeContextOptions, fakeContext } from './context/fake-context.ts';
export type { TestFunction } from './frame/suite.ts';
export { keyGeneratorSuite } from './key-generator/key-generator-suite.ts';
export type { KeyGeneratorSuiteOptions, KnownKey } from './key-generator/options.ts';
export type { PaidSuiteOptions } from './paid/options.ts';
export { paidCollectorSuite } from './paid/paid-suite.ts';
export type { PaidProvider, PurchaseRecovery } from './paid/provider.ts';
export type { Kept, SinkSuiteOptions } from './sink/options.ts';
export { sinkSuite } from './sink/sink-suite.ts';
export {
  type AssemblyaiFaults,
  type AssemblyaiOptions,
  type AssemblyaiStartFault,
  startAssemblyai,
} from './stand-in/assemblyai/assemblyai.ts';
export { type OpenaiFaults, type OpenaiOptions, startOpenai } from './stand-in/openai/openai.ts';
export type { Charge, Fault, Faults, FaultsByKind, SeenRequest, StandIn } from './stand-in/provider.ts';
export type { Article } from './stand-in/site/article.ts';
export { SITE_PATHS, type SitePath } from './stand-in/site/paths.ts';
export { type Site, type SiteOptions, type SiteRequest, startSite } from './stand-in/site/site.ts';
export type { Robots, SiteHandler } from './stand-in/site/visit.ts';
export type { SpeechOptions } from './stand-in/speech.ts';
export type { AskedBody, Exchange, TapedBody, TapedRequest, TapedResponse } from './tape/format.ts';
export { openTape, type Tape, type TapeMode, type TapeOptions } from './tape/tape.ts';
export type { TransformCase, TransformSuiteOptions } from './transform/options.ts';
export { transformSuite } from './transform/transform-suite.ts';
