/** What the rich editor holds: one node for each line of the stored text, so that what nobody touched keeps its bytes. */
import { type Node, Schema } from 'prosemirror-model';

export type LineKind = 'text' | 'large' | 'heading' | 'item' | 'number' | 'quote';
/** `lead`: the mark before the words as it is written, '## ' or '  - '. `source`: the stored line it came from; null for a new one. `end`: its line end. */
export type LineAttrs = { kind: LineKind; inner: boolean; lead: string; source: string | null; end: string };
export type RubyAttrs = { word: string; reading: string; open: string; close: string };

const plain: LineAttrs = { kind: 'text', inner: false, lead: '', source: null, end: '\n' };
const attrs = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, { default: value }]));

/** Both headings are of one rank on the page of the console, where they stand below its title. */
const tagOf = ({ kind }: LineAttrs) => {
  if (kind === 'quote') return 'blockquote';
  return kind === 'large' || kind === 'heading' ? 'h2' : 'p';
};

export const schema = new Schema({
  nodes: {
    doc: { content: '(line | rule | block)+' },
    line: {
      content: 'inline*',
      attrs,
      whitespace: 'pre',
      parseDOM: [{ tag: 'p' }, { tag: 'div:not([data-block])' }, { tag: 'h2' }, { tag: 'blockquote' }],
      toDOM: ({ attrs: given }) => {
        const line = given as LineAttrs;
        return [tagOf(line), { 'data-kind': line.kind, ...(line.inner ? { 'data-inner': '' } : {}) }, 0];
      },
    },
    rule: {
      attrs: { source: { default: '---' }, end: { default: '\n' } },
      parseDOM: [{ tag: 'hr' }],
      toDOM: () => ['hr'],
    },
    /** Stands for a block that staff keep; its words are shown by a view (blockView.ts). */
    block: {
      attrs: { name: {}, source: {}, end: { default: '\n' } },
      parseDOM: [
        {
          tag: 'div[data-block]',
          getAttrs: (dom) => ({ name: dom.dataset.block, source: `[[${dom.dataset.block}]]` }),
        },
      ],
      toDOM: ({ attrs: block }) => ['div', { 'data-block': String(block.name) }, String(block.source)],
    },
    text: { group: 'inline' },
    ruby: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: { word: {}, reading: {}, open: { default: '(' }, close: { default: ')' } },
      leafText: ({ attrs: ruby }) => `${ruby.word}${ruby.open}${ruby.reading}${ruby.close}`,
      parseDOM: [
        {
          tag: 'ruby',
          getAttrs: (dom) => ({
            word: dom.firstChild?.textContent ?? '',
            reading: dom.querySelector('rt')?.textContent ?? '',
          }),
        },
      ],
      toDOM: ({ attrs: ruby }) => [
        'ruby',
        {},
        String(ruby.word),
        ['rp', {}, String(ruby.open)],
        ['rt', {}, String(ruby.reading)],
        ['rp', {}, String(ruby.close)],
      ],
    },
  },
  marks: {
    strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: () => ['strong', 0] },
    /** `bare`: the address stands in the text itself. */
    link: {
      attrs: { href: {}, bare: { default: false } },
      inclusive: false,
      parseDOM: [{ tag: 'a[href]', getAttrs: (dom) => ({ href: dom.getAttribute('href') }) }],
      toDOM: (mark) => ['a', { href: String(mark.attrs.href), rel: 'noreferrer' }, 0],
    },
    /** A sign that is meant as itself: it is written with a backslash before it. */
    literal: {
      inclusive: false,
      parseDOM: [{ tag: 'span[data-literal]' }],
      toDOM: () => ['span', { 'data-literal': '' }, 0],
    },
  },
});

export const { line: lineType, rule: ruleType, block: blockType, ruby: rubyType } = schema.nodes;
export const { strong: strongMark, link: linkMark, literal: literalMark } = schema.marks;
export const attrsOf = (node: Node) => node.attrs as LineAttrs;
