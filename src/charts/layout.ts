/**
 * Measures of the picture, pixels. A telephone shows it a third as large: the smallest letters are still nine pixels there.
 */
export const picture = { width: 1200, height: 740 };
export const margin = { left: 116, right: 36, top: 196, bottom: 64 };

export const sizes = { title: 44, subtitle: 29, heading: 30, label: 28, row: 28, peak: 28 };

/** The bars, one above the other over the same days. */
export const bars = { width: 572, creditsHeight: 236, gap: 84, videosHeight: 160 };

/** The list beside them, as high as both. `rowPadding` is the share of a row that is left free. */
export const list = { gap: 68, width: 408, rows: 10, rowPadding: 0.12, rankWidth: 46, inset: 12 };

export const plotHeight = bars.creditsHeight + bars.gap + bars.videosHeight;
