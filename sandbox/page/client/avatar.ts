/** Pictures of people, drawn here: nothing is fetched from anywhere. */

const COLORS = ['#5865f2', '#3aa676', '#c9683a', '#b5548f', '#3f8fb0', '#8a6fd1'];

const known = new Map<string, string>();

/** @returns a `data:` address of a round picture with initials, or of a play sign for the bot */
export function avatar(id: string, name: string, bot: boolean): string {
  const key = `${id} ${name} ${bot}`;
  const made = known.get(key) ?? dataUrl(bot ? botPicture() : initialsPicture(id, name));
  known.set(key, made);
  return made;
}

function initialsPicture(id: string, name: string): string {
  const color = COLORS[Number(BigInt(/^\d+$/.test(id) ? id : 0) % BigInt(COLORS.length))] ?? COLORS[0];
  const letter = [...name][0]?.toUpperCase() ?? '?';
  return svg(
    `<rect width="80" height="80" fill="${color}"/><text x="40" y="54" text-anchor="middle" font-family="sans-serif" font-size="38" font-weight="600" fill="#fff">${escaped(letter)}</text>`,
  );
}

function botPicture(): string {
  return svg(
    '<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#ffb347"/><stop offset="1" stop-color="#e0486e"/></linearGradient></defs>' +
      '<rect width="80" height="80" fill="url(#g)"/><path d="M32 24v32l27-16z" fill="#fff"/><path d="M14 30h10M10 40h14M14 50h10" stroke="#fff" stroke-width="4" stroke-linecap="round" opacity=".8"/>',
  );
}

function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80">${content}</svg>`;
}

function dataUrl(picture: string): string {
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
