import { describe, expect, it } from 'vitest';
import { readVideoUrl } from '../../src/providers/result-url.ts';

const url = 'https://cdn.example/clip.mp4?sig=a%2Bb';

describe('readVideoUrl', () => {
  it.each([
    { output: url },
    { output: { url } },
    { output: { uri: url } },
    { output: [url, 'https://cdn.example/second.mp4'] },
    { output: [{ url }] },
    { output: { video: { url } } },
    { video: url },
    {
      video: {
        url,
        content_type: 'video/mp4',
        file_name: 'a.mp4',
        file_size: '2921557',
        last_frame_url: 'https://x.y',
      },
    },
    { result: url },
    { result: { videoUrl: url } },
    { result: { video_url: url } },
    { result: { videos: [url] } },
    { result: { videos: [{ url }] } },
    { result: { url } },
    { result: { output: url } },
    { data: { video_url: url } },
    { data: { result: { videos: [{ url }] } } },
    { videoUrl: url },
    { url },
    { output: null, video: { url } },
    { output: 'not an address', video: { url } },
    { output: ` ${url}\n` },
    [{ url }],
  ])('finds it in %j', (answer) => {
    expect(readVideoUrl(answer)).toBe(url);
  });

  it.each([
    null,
    undefined,
    url,
    42,
    [],
    {},
    { output: null },
    { output: '' },
    { output: 'clip.mp4' },
    { output: '//cdn.example/clip.mp4' },
    { output: 'ftp://cdn.example/clip.mp4' },
    { output: 'file:///etc/passwd' },
    { output: 'data:video/mp4;base64,AAAA' },
    { output: 'javascript:alert(1)' },
    { output: 'https://user@cdn.example/clip.mp4' },
    { output: 'https://user:pass@cdn.example/clip.mp4' },
    { output: 'https://' },
    { video: { last_frame_url: url } },
    { status_url: url, response_url: url, poll_url: url },
    { input: { start_image_url: url } },
    { data: { result: { data: { result: { data: { result: { url } } } } } } },
  ])('finds none in %j', (answer) => {
    expect(readVideoUrl(answer)).toBeNull();
  });

  it('prefers the named video to a mere url', () => {
    expect(readVideoUrl({ url: 'https://page.example/', output: url })).toBe(url);
  });
});
