import { describeProviderContract } from './contract.ts';
import { startSegmindWorld } from './segmind-world.ts';

describeProviderContract('Segmind, asynchronous', () => startSegmindWorld({ mode: 'async', v1Body: 'json' }));
describeProviderContract('Segmind, synchronous, JSON', () => startSegmindWorld({ mode: 'sync', v1Body: 'json' }));
describeProviderContract('Segmind, synchronous, form', () => startSegmindWorld({ mode: 'sync', v1Body: 'multipart' }));
