/** The scale's end: the next 1, 2 or 5 with zeros, so that it seldom changes. */
export function niceTop(most: number): number {
  if (most <= 10) return 10;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find(n => n * power >= most) ?? 10) * power;
}
