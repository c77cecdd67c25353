/** What rooms tell of a piece of work that is done, for who collects traces (W3C Trace Context). No personal data: codes, numbers and ids of ours. */

export type Piece = {
  /** Public id of the letter: all pieces of one are one trace, whichever process did them. */
  letter: string;
  name: string;
  /** Which piece of the trace it is, for those that are parts of it. */
  id?: string;
  /** The id of the piece that this is a part of. */
  within?: string;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  facts: Readonly<Record<string, string | number | boolean>>;
  failed?: boolean;
  /** A caller's own `traceparent`, named beside. */
  caller?: string;
};

export type Traces = {
  note(piece: Piece): void;
  /** Hands over what is left. */
  close(): Promise<void>;
};

/** The call by which an application system asked for the letter. */
export const CALL_PIECE = 'call';
/** From when the letter may leave until delivery has it. */
export const WAIT_PIECE = 'wait';

/** Whether a call asked for it; a clock or a reader's form tells of none. `cause` as rows have it. */
export const hasCall = ({ cause }: { cause: string }): boolean => cause.startsWith('event:') || cause === 'notify';

/** What a call of an application system tells: a piece for each letter that it asked for. `from`, `to`: epoch milliseconds. */
export const noteCall = (
  traces: Traces | null,
  letters: readonly string[],
  call: Pick<Piece, 'name' | 'from' | 'to' | 'facts'> & { traceparent: string },
): void => {
  const { traceparent: caller, ...rest } = call;
  for (const letter of letters) traces?.note({ ...rest, letter, id: CALL_PIECE, caller });
};
