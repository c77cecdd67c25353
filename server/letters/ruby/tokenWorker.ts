/** The thread of the tokenizer: loads the dictionary at its start and answers lines with their words. */
import { parentPort } from 'node:worker_threads';
import lindera from 'lindera-wasm-nodejs-ipadic';
import { makeTokenizer } from './token.ts';

const tokens = makeTokenizer(lindera.TokenizerBuilder);

parentPort?.on('message', ({ id, lines }: { id: number; lines: readonly string[] }) => {
  try {
    parentPort?.postMessage({ id, words: lines.map(tokens) });
  } catch (error) {
    parentPort?.postMessage({ id, failed: (error as Error).message });
  }
});
