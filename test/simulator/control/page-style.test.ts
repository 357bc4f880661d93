import { style } from '../../../lib/simulator/control/page-style';

test.each([['light', 0], ['dark', 1]] as const)('can be read when it is %s', (_, scheme) => {
  const block = style.match(/--ground[^}]+/g)![scheme]!;
  const color = Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]+)/g)].map(([, name, value]) => [name, value!]));
  for (const ink of ['text', 'muted', 'accent', 'ok', 'bad', 'warn']) {
    for (const ground of ['ground', 'raised', 'lit']) expect(contrast(color[ink]!, color[ground]!)).toBeGreaterThanOrEqual(4.5);
  }
  expect(contrast(color['on-accent']!, color.accent!)).toBeGreaterThanOrEqual(4.5);
  for (const ground of ['ground', 'raised', 'lit']) expect(contrast(color.edge!, color[ground]!)).toBeGreaterThanOrEqual(2.5);
});

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(color: string): number {
  const hex = color.length === 4 ? color.replace(/[0-9a-f]/g, '$&$&') : color;
  const [red, green, blue] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
