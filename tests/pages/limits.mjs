// What every page must keep to.

export const WIDTHS = [320, 375, 768, 1280, 2560];
export const HEIGHTS = { 320: 640, 375: 812, 768: 1024, 1280: 800, 2560: 1440 };
export const THEMES = ["light", "dark"];
/** axe looks at these only: markup is the same at all widths, and contrast at both ends of the layout is enough. */
export const AXE_WIDTHS = [375, 1280];
export const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/** CSS pixels of a target that a finger hits, each way. Half a pixel is lost to rounding. */
export const TARGET = 44;

/** Kilobytes (1,024 bytes) over the wire, headers included, with brotli. */
export const KILOBYTES = { js: 20, css: 20, html: 15, all: 60 };

/** The phone that speed is measured on: 150 ms, 1.6 Mb/s, a quarter of this machine's processor. */
export const PHONE = { width: 375, height: 812, latency: 150, bytesPerSecond: (1.6 * 1_000_000) / 8, slowdown: 4 };
export const RUNS = 5;
export const LARGEST_PAINT_MS = 1200;
export const LAYOUT_SHIFT = 0.02;
