// Of a printed table of contents: the dots that lead from a title to its page. Four without spaces end a sentence.
const LEADERS = /\.{5,}|(?:\s\.){4,}|(?:\.\s){4,}|…{2,}/;
const EVERY_LEADERS = / ?(?:\.{5,}|(?: \.){4,}|(?:\. ){4,}|…{2,})[ .]*/g;
const PAGE = /(?:\d{1,4}|[ivxlc]{1,7})\s*$/i;

/** Whether there are leaders in a line. */
export function hasLeaders(text: string): boolean {
  return LEADERS.test(text);
}

/** A line without the number of a page at its end, and the dots before that; as it is where it ends otherwise. */
export function withoutPage(text: string): string {
  const page = PAGE.exec(text);
  // A number that goes on to the left is none of a page.
  return page && /[\s.…]/.test(text.charAt(page.index - 1)) ? trimDots(text.slice(0, page.index)) : text;
}

/** A line of a printed table of contents as its title alone; another line as it is. */
export function withoutLeaders(text: string): string {
  const title = withoutPage(text);
  return title !== text && LEADERS.test(text.slice(title.length)) ? title : text;
}

/** A text with leaders that lead to no page as three dots. @param text with single spaces */
export function shortLeaders(text: string): string {
  return text.replace(EVERY_LEADERS, ' … ');
}

/** Whether a line ends in leaders, or dots in one sign, and the number of a page. */
export function endsAtPage(text: string): boolean {
  const title = withoutPage(text);
  return title !== text && /…|\.{5,}|(?:\. ?){4,}/.test(text.slice(title.length));
}

// A loop from the end: a pattern would be tried from each dot of a long line.
function trimDots(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s.…]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
