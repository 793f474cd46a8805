/**
 * Until when a signed address of Discord's leads to its file, milliseconds since the epoch; null where it does not say.
 * https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
 */
export function signedUntil(url: string): number | null {
  const seconds = URL.parse(url)?.searchParams.get('ex') ?? '';
  return /^[\da-f]{1,10}$/i.test(seconds) ? Number.parseInt(seconds, 16) * 1_000 : null;
}
