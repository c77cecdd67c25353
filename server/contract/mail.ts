/** What the rooms of delivery tell each other about one mail on its way. */

/**
 * What became of one try. `accepted`: the next server took it. `deferred`: it asked to come again (4xx). `refused`: it said never (5xx).
 * `unsent`: its final dot had not left; with a stage the connection died over this very mail, without one it was not begun and the try does
 * not count. `unknown`: the connection died after the final dot had left.
 */
export type SendResult = {
  kind: 'accepted' | 'deferred' | 'refused' | 'unsent' | 'unknown';
  reply?: string | null;
  stage?: string | null;
  relay?: string;
  reason?: string;
  /** With `deferred`: no later try. Only the simulated mailbox of a test key says so. */
  final?: boolean;
};
