import { startApiframeWorld } from './apiframe-world.ts';
import { describeProviderContract } from './contract.ts';

describeProviderContract('Apiframe, looked at', () => startApiframeWorld({ notifies: false }));
describeProviderContract('Apiframe, which tells us', () => startApiframeWorld({ notifies: true }));
