/** Shorter ones would blot out common words. */
const shortestSecret = 8;

/**
 * A function that takes known secrets out of a text, in the forms in which they travel: as they are, in an address, in a
 * JSON string and in base64.
 */
export function withoutSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.filter((secret) => secret.length >= shortestSecret).flatMap(formsOf));
  return (text) => [...forms].reduce((left, form) => left.replaceAll(form, '[redacted]'), text);
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
}
