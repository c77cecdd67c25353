/** Makes elements. Text is always text: nothing of a mail becomes markup here. */

/** `props`: attributes; `on…` are listeners, `class` and `aria-…` as in HTML; false and null leave an attribute out. */
export const h = (tag, props = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
};

/** Puts children in place of what an element holds. */
export const fill = (element, ...children) => {
  element.replaceChildren(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
};

/** The tab's icon: a letter box, with a dot while something is unread. */
export const icon = (unread) => {
  const dot = unread > 0 ? '<circle cx="25" cy="7" r="6" fill="#ec0000"/>' : '';
  const box =
    '<rect x="3" y="9" width="26" height="19" rx="3" fill="#0017c1"/><path d="M5 12l11 8 11-8" fill="none" stroke="#fff" stroke-width="2.5"/>';
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${box}${dot}</svg>`)}`;
};
