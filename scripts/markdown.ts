/** Text that is no Markdown. */
export function plain(text: string): string {
  return text.replace(/[*<|]/g, '\\$&');
}
