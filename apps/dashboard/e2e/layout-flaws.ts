import type { Page } from '@playwright/test';

/** What does not fit: a page wider than its window, words that are cut without an ellipsis, words over other words. */
export function layoutFlaws(page: Page): Promise<readonly string[]> {
  return page.evaluate(findFlaws);
}

/** Runs in the page, once its charts have their width. */
async function findFlaws(): Promise<readonly string[]> {
  await document.fonts.ready;
  // A chart measures itself in one frame, and is drawn in the next.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

  interface Words {
    readonly node: Node;
    /** What holds it in place while the rest scrolls beneath. */
    readonly held: Element | null;
    readonly text: string;
    readonly box: DOMRect;
  }
  const flaws: string[] = [];
  const words: Words[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) flaws.push(`the page is ${scrollWidth - clientWidth} px wider than its window`);

  const clips = (element: Element) => getComputedStyle(element).overflowX !== 'visible';
  const within = (box: DOMRect, frame: DOMRect): DOMRect | null => {
    const [left, top] = [Math.max(box.left, frame.left), Math.max(box.top, frame.top)];
    const [width, height] = [Math.min(box.right, frame.right) - left, Math.min(box.bottom, frame.bottom) - top];
    return width > 0 && height > 0 ? new DOMRect(left, top, width, height) : null;
  };
  const heldBy = (element: Element | null): Element | null =>
    element === null || getComputedStyle(element).position === 'sticky' ? element : heldBy(element.parentElement);
  const isMeantToScroll = (element: Element) => element.matches('pre, .code');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.textContent ?? '').trim();
    const element = node.parentElement;
    if (text === '' || element === null) continue;
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, .wordmark'))
      continue;
    const held = heldBy(element);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const whole of range.getClientRects()) {
      let box: DOMRect | null = whole;
      for (let around: Element | null = element; around !== null && box !== null; around = around.parentElement) {
        if (around === document.documentElement || around === document.body || !clips(around)) continue;
        const frame = around.getBoundingClientRect();
        const isCut = box.left < frame.left - 1 || box.right > frame.right + 1;
        if (isCut && getComputedStyle(around).textOverflow !== 'ellipsis' && !isMeantToScroll(around)) {
          flaws.push(`"${text}" is cut`);
        }
        box = within(box, frame);
      }
      if (box !== null) words.push({ node, held, text, box });
    }
  }

  // The boxes of two lines may touch: letters do not reach to the ends of theirs.
  const isOver = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.4 * Math.min(a.height, b.height);
  for (const [index, one] of words.entries()) {
    for (const other of words.slice(index + 1)) {
      // What is cut with an ellipsis has two boxes: all of it, and what is left.
      if (one.node === other.node || one.held !== other.held) continue;
      if (isOver(one.box, other.box)) flaws.push(`"${one.text}" and "${other.text}" are one over the other`);
    }
  }
  return flaws;
}
