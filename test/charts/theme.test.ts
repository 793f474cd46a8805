import { describe, expect, it } from 'vitest';
import { themes } from '../../src/charts/theme.ts';

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each(Object.entries(themes))('the %s picture', (_name, colours) => {
  it('can be read: each text stands out from what lies under it', () => {
    const under = [colours.background, colours.memberBar, colours.memberTrack];
    for (const background of under) expect(contrast(colours.text, background)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.faintText, colours.background)).toBeGreaterThanOrEqual(4.5);
  });

  it('has bars that stand out from its background', () => {
    for (const bar of [colours.credits, colours.delivered, colours.failed])
      expect(contrast(bar, colours.background)).toBeGreaterThanOrEqual(3);
  });
});
