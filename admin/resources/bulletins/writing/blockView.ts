/** A block as it stands in the text: its name, and what it says now in the language that is written. */
import type { Node } from 'prosemirror-model';
import type { NodeViewConstructor } from 'prosemirror-view';
import type { Language } from '../../../../server/contract/codes.ts';
import type { Block } from '../../../../server/contract/console/blocks.ts';
import { stripReadings } from '../../../../server/letters/furigana.ts';
import { call } from '../../../providers/http.ts';

/** One question for all blocks of a text. */
const asking = () => {
  let asked: Promise<Block[]> | undefined;
  return (): Promise<Block[]> => {
    asked ??= call('GET', '/blocks', {}).then(
      ({ data }) => data,
      () => [],
    );
    return asked;
  };
};

export const blockView = (language: Language): NodeViewConstructor => {
  const ask = asking();
  return (node: Node) => {
    const dom = document.createElement('div');
    const name = String(node.attrs.name);
    dom.dataset.block = name;
    dom.contentEditable = 'false';
    const title = document.createElement('strong');
    title.textContent = name;
    const words = document.createElement('span');
    dom.append(title, words);
    void ask().then((blocks) => {
      const block = blocks.find((one) => one.name === name);
      words.textContent = block ? stripReadings(block.texts[language]) : String(node.attrs.source);
    });
    return { dom, ignoreMutation: () => true };
  };
};
