import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.ts';
import { observed } from '../../src/providers/observed-provider.ts';
import type { VideoProvider } from '../../src/providers/video-provider.ts';
import { FakeProvider } from '../builders/fake-provider.ts';
import { aJob, anInput } from '../builders/jobs.ts';

let provider: FakeProvider;
let told: string[];
let seen: VideoProvider;

beforeEach(() => {
  provider = new FakeProvider('apiframe');
  told = [];
  seen = observed(provider, (name, call, { kind }) => told.push(`${name} ${call} ${kind}`));
});

const { signal } = new AbortController();
const input = anInput(aJob());
const calls: Record<string, (video: VideoProvider) => unknown> = {
  upload: (video) => video.upload({ path: '/x.jpg', contentType: 'image/jpeg' }, signal),
  submit: (video) => video.submit(input, async () => {}, signal),
  recover: (video) =>
    video.recover({ input, startedAt: 1, isOurs: async () => false, hasTwin: async () => false }, signal),
  status: (video) => video.status({ requestId: 'r', slug: 's', submittedAt: 1 }, signal),
  account: (video) => video.account(signal),
  prices: (video) => video.prices(signal),
  publish: (video) => video.publish?.('/x.mp4', signal),
};

describe('a provider under observation', () => {
  it.for(Object.entries(calls))('answers «%s» as it does otherwise', async ([, call]) => {
    const other = new FakeProvider('apiframe');
    expect(await call(seen)).toEqual(await call(other));
    expect(told).toEqual([]);
  });

  it.for(Object.entries(calls))('tells an error of «%s», which stays what it is', async ([name, call]) => {
    const error = new ProviderError('rate', 'busy', false);
    Object.assign(provider, { [name]: () => Promise.reject(error) });
    const watched = observed(provider, (owner, call, { kind }) => told.push(`${owner} ${call} ${kind}`));
    await expect(call(watched)).rejects.toBe(error);
    expect(told).toEqual([`apiframe ${name === 'publish' ? 'upload' : name} rate`]);
  });

  it('does not tell faults of our own', async () => {
    provider.onStatus = () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(calls.status?.(seen)).rejects.toThrow(TypeError);
    expect(told).toEqual([]);
  });

  it('has the same name, times and kind', () => {
    const { name, retentionMs, fileLifeMs, notifies, isSynchronous } = provider;
    expect(seen).toMatchObject({ name, retentionMs, fileLifeMs, notifies, isSynchronous });
  });

  it('has no place for videos where the provider has none', () => {
    Object.assign(provider, { publish: undefined });
    expect(observed(provider, () => {}).publish).toBeUndefined();
  });
});
