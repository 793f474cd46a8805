import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';

async function startTestSandbox(options: SandboxOptions) {
  const sandbox = await startSandbox({ clips: 'tiny', ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

it('a sandbox has an Apiframe beside Segmind, and its bot uses Segmind unless told otherwise', async () => {
  const { apiframe, segmind, environment } = await startTestSandbox({ timeScale: 10 });
  expect(environment).toMatchObject({
    PROVIDERS: 'segmind',
    SEGMIND_HISTORY_URL: `${segmind.origin}/inference-request/generations`,
    APIFRAME_API_KEY: apiframe.apiKey,
    APIFRAME_BASE_URL: apiframe.origin,
    APIFRAME_REQUESTS_PER_MINUTE: '500',
    TRUSTED_ORIGINS: `${segmind.origin},${apiframe.origin}`,
  });
});

it('a sandbox passes on whom to ask, and what goes wrong there', async () => {
  const { apiframe, environment } = await startTestSandbox({
    providers: ['apiframe', 'segmind'],
    apiframeFaults: { models: { kind: 'error-500' } },
  });
  expect(environment.PROVIDERS).toBe('apiframe,segmind');
  const { statusCode, body } = await request(`${apiframe.origin}/v2/models`);
  await body.dump();
  expect(statusCode).toBe(500);
});
