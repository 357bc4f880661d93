/**
 * Finds texts in `main` whose contrast is below 4.5:1: to be evaluated in the page.
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export const FAINT = String.raw`(() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const pixel = (color, under) => {
    context.fillStyle = under; context.fillRect(0, 0, 1, 1);
    context.fillStyle = color; context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([r, g, b]) => [r, g, b].map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const text = data => 'rgb(' + [...data.slice(0, 3)].join() + ')';
  const groundOf = element => element ? text(pixel(getComputedStyle(element).backgroundColor, groundOf(element.parentElement))) : 'white';
  const faint = new Set();
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('option, noscript')) continue;
    const ground = groundOf(element);
    const text = luminance(pixel(getComputedStyle(element).color, ground));
    const [light, dark] = [text, luminance(pixel(ground, ground))].sort((a, b) => b - a);
    const words = walker.currentNode.data.trim().slice(0, 30);
    if ((light + 0.05) / (dark + 0.05) < 4.5) faint.add(element.tagName + '.' + element.className + ': ' + words);
  }
  return [...faint];
})()`;
